using System.Numerics;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>Python's <c>value[start:stop:step]</c>.</summary>
internal static class Slicing
{
    public static Value Slice(RenderState state, Value value, Value start, Value stop, Value step)
    {
        if (value is UndefinedValue undefined)
        {
            throw undefined.Used(state);
        }

        int length = value is StringValue or SequenceValue or RangeValue
            ? value.Length(state)!.Value
            : throw state.Error($"'{value.TypeName}' object cannot be sliced");
        int by = step is NoneValue ? 1 : Numbers.ToInt(state, step);
        if (by == 0)
        {
            throw state.Error("slice step cannot be zero");
        }

        int from = Bound(state, start, length, by < 0 ? length - 1 : 0, by);
        int to = Bound(state, stop, length, by < 0 ? -1 : length, by);
        var indices = Indices(from, to, by);
        return value switch
        {
            StringValue text when by == 1 => SliceText(state, text, from, Math.Max(from, to)),
            StringValue text => PickText(state, text, indices),
            ListValue list => new ListValue(state.Collect(indices.Select(i => list.Elements[i]))),
            TupleValue tuple => new TupleValue(state.Collect(indices.Select(i => tuple.Elements[i]))),
            RangeValue range => SliceRange(range, from, to, by),
            _ => value,
        };
    }

    private static int Bound(RenderState state, Value value, int length, int absent, int step)
    {
        if (value is NoneValue)
        {
            return absent;
        }

        if (!Numbers.TryInteger(value, out var number))
        {
            throw state.Error("slice indices must be integers or None");
        }

        number = number.Sign < 0 ? number + length : number;
        int lowest = step < 0 ? -1 : 0, highest = step < 0 ? length - 1 : length;
        return (int)BigInteger.Min(highest, BigInteger.Max(lowest, number));
    }

    private static IEnumerable<int> Indices(int from, int to, int step)
    {
        for (long i = from; step > 0 ? i < to : i > to; i += step)
        {
            yield return (int)i;
        }
    }

    private static StringValue SliceText(RenderState state, StringValue text, int from, int to)
    {
        int start = text.OffsetOf(state, from), end = text.OffsetOf(state, to);
        return text.Slice(state, start, end - start);
    }

    private static StringValue PickText(RenderState state, StringValue text, IEnumerable<int> indices)
    {
        var characters = state.Collect(text.Iterate(state)!);
        var buffer = new TextBuffer(state);
        foreach (int i in indices)
        {
            buffer.Append((StringValue)characters[i]);
        }

        return buffer.ToValue(text.IsMarkup);
    }

    private static RangeValue SliceRange(RangeValue range, int from, int to, int by) =>
        new(range.Start + (from * range.Step), range.Start + (to * range.Step), range.Step * by);
}
