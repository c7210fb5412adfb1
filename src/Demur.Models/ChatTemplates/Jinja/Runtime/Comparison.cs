using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>Python's equality, order and membership.</summary>
internal static class Comparison
{
    public static bool Equal(RenderState state, Value left, Value right)
    {
        if (ReferenceEquals(left, right))
        {
            return left is not FloatValue real || !double.IsNaN(real.Number);
        }

        switch (left, right)
        {
            case (StringValue a, StringValue b):
                state.StepThrough(Math.Min(a.Text.Length, b.Text.Length));
                return a.Text == b.Text;
            case (UndefinedValue, UndefinedValue):
                return true;
            case (ListValue a, ListValue b):
                return SequencesEqual(state, a.Elements, b.Elements);
            case (TupleValue a, TupleValue b):
                return SequencesEqual(state, a.Elements, b.Elements);
            case (DictValue a, DictValue b):
                return DictsEqual(state, a, b);
            case (RangeValue a, RangeValue b):
                return a.Count == b.Count && (a.Count == 0 || (a.Start == b.Start && (a.Count == 1 || a.Step == b.Step)));
            default:
                return CompareNumbers(left, right) == 0;
        }
    }

    public static bool SequencesEqual(RenderState state, IReadOnlyList<Value> left, IReadOnlyList<Value> right)
    {
        if (left.Count != right.Count)
        {
            return false;
        }

        state.Enter();
        for (int i = 0; i < left.Count; i++)
        {
            state.Step();
            if (!Equal(state, left[i], right[i]))
            {
                state.Leave();
                return false;
            }
        }

        state.Leave();
        return true;
    }

    /// <summary>Negative, zero or positive; an error where Python has no order.</summary>
    public static int Order(RenderState state, Value left, Value right, string operation)
    {
        if (left is UndefinedValue || right is UndefinedValue)
        {
            throw ((left as UndefinedValue) ?? (UndefinedValue)right).Used(state);
        }

        switch (left, right)
        {
            case (StringValue a, StringValue b):
                state.StepThrough(Math.Min(a.Text.Length, b.Text.Length));
                return CodePointText.Compare(a.Text, b.Text);
            case (ListValue a, ListValue b):
                return OrderSequences(state, a.Elements, b.Elements, operation);
            case (TupleValue a, TupleValue b):
                return OrderSequences(state, a.Elements, b.Elements, operation);
            default:
                return CompareNumbers(left, right) ?? throw state.Error(
                    $"'{operation}' not supported between instances of '{left.TypeName}' and '{right.TypeName}'");
        }
    }

    /// <summary>Python's <c>in</c>.</summary>
    public static bool Contains(RenderState state, Value container, Value element)
    {
        switch (container)
        {
            case StringValue text:
                return element is StringValue part
                    ? TextSearch.Find(state, text.Text, part.Text, 0) >= 0
                    : throw state.Error($"'in <string>' requires string as left operand, not {element.TypeName}");
            case DictValue dict:
                _ = DictKey.Of(state, element) ?? throw state.Error($"unhashable type: '{element.TypeName}'");
                return dict.Item(state, element) is not null;
            default:
                foreach (var candidate in container.Iterate(state)
                    ?? throw state.Error($"argument of type '{container.TypeName}' is not iterable"))
                {
                    state.Step();
                    if (Equal(state, candidate, element))
                    {
                        return true;
                    }
                }

                return false;
        }
    }

    private static int OrderSequences(RenderState state, IReadOnlyList<Value> left, IReadOnlyList<Value> right, string operation)
    {
        state.Enter();
        int order = left.Count.CompareTo(right.Count);
        for (int i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            if (!Equal(state, left[i], right[i]))
            {
                order = Order(state, left[i], right[i], operation);
                break;
            }
        }

        state.Leave();
        return order;
    }

    private static bool DictsEqual(RenderState state, DictValue left, DictValue right)
    {
        if (left.Entries.Count != right.Entries.Count)
        {
            return false;
        }

        state.Enter();
        foreach (var (key, value) in left.Entries)
        {
            if (right.Item(state, key) is not { } other || !Equal(state, value, other))
            {
                state.Leave();
                return false;
            }
        }

        state.Leave();
        return true;
    }

    /// <summary>The order of two numbers, or <see langword="null"/> when one is none. NaN is below everything and equal to nothing.</summary>
    private static int? CompareNumbers(Value left, Value right)
    {
        if (Numbers.TryInteger(left, out var a) && Numbers.TryInteger(right, out var b))
        {
            return a.CompareTo(b);
        }

        if (!Numbers.TryDouble(left, out double x) || !Numbers.TryDouble(right, out double y))
        {
            return null;
        }

        return double.IsNaN(x) || double.IsNaN(y) ? -1 : x.CompareTo(y);
    }
}
