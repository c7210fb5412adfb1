using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>Python's <c>sorted</c>: stable, and errors of the comparison come out as they are.</summary>
internal static class Sorting
{
    /// <summary>Sorts by key; equal keys keep their order, also in reverse.</summary>
    public static List<T> Stable<T>(RenderState state, IEnumerable<T> source, Func<T, Value> key, IComparer<Value> order, bool reverse)
    {
        var elements = source.Select(element => (Element: element, Key: key(element))).ToArray();
        state.Allocate(48L * elements.Length);
        Merge(state, elements, new (T Element, Value Key)[elements.Length], (left, right) =>
            reverse ? order.Compare(right.Key, left.Key) : order.Compare(left.Key, right.Key));
        return [.. elements.Select(element => element.Element)];
    }

    // A merge sort of its own: Array.Sort is not stable and wraps what a comparison throws.
    private static void Merge<T>(RenderState state, Span<T> elements, Span<T> spare, Comparison<T> compare)
    {
        if (elements.Length < 2)
        {
            return;
        }

        int middle = elements.Length / 2;
        Merge(state, elements[..middle], spare[..middle], compare);
        Merge(state, elements[middle..], spare[middle..], compare);
        elements.CopyTo(spare);
        for (int left = 0, right = middle, to = 0; to < elements.Length; to++)
        {
            state.Step();
            bool takeRight = left == middle || (right < elements.Length && compare(spare[right], spare[left]) < 0);
            elements[to] = takeRight ? spare[right++] : spare[left++];
        }
    }
}
