using System.Numerics;
using Demur.Models.ChatTemplates.Jinja.Builtins;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>Python's operators.</summary>
internal static class Arithmetic
{
    public static Value Apply(RenderState state, string operation, Value left, Value right)
    {
        if (left is UndefinedValue || right is UndefinedValue)
        {
            // "text" % undefined formats it; every other operator refuses.
            if (operation != "%" || left is not StringValue)
            {
                throw ((left as UndefinedValue) ?? (UndefinedValue)right).Used(state);
            }
        }

        return operation switch
        {
            "+" when Sequences(state, left, right) is { } joined => joined,
            "*" when Repeated(state, left, right) is { } repeated => repeated,
            "%" when left is StringValue format => PercentFormat.Apply(state, format, right),
            _ => OnNumbers(state, operation, left, right),
        };
    }

    public static Value Negate(RenderState state, Value value) => value switch
    {
        UndefinedValue undefined => throw undefined.Used(state),
        FloatValue real => new FloatValue(-real.Number),
        _ when Numbers.TryInteger(value, out var number) => IntValue.Of(-number),
        _ => throw state.Error($"bad operand type for unary -: '{value.TypeName}'"),
    };

    public static Value Plus(RenderState state, Value value) => value switch
    {
        UndefinedValue undefined => throw undefined.Used(state),
        FloatValue => value,
        _ when Numbers.TryInteger(value, out var number) => IntValue.Of(number),
        _ => throw state.Error($"bad operand type for unary +: '{value.TypeName}'"),
    };

    private static Value? Sequences(RenderState state, Value left, Value right)
    {
        switch (left, right)
        {
            case (StringValue a, StringValue b):
                bool markup = a.IsMarkup || b.IsMarkup;
                var (first, second) = markup ? (Html.Escape(state, a), Html.Escape(state, b)) : (a, b);
                return new TextBuffer(state).Append(first).Append(second).ToValue(markup);
            case (StringValue, _):
                throw state.Error($"can only concatenate str (not \"{right.TypeName}\") to str");
            case (ListValue a, ListValue b):
                return new ListValue(state.Collect(a.Elements.Concat(b.Elements)));
            case (TupleValue a, TupleValue b):
                return new TupleValue(state.Collect(a.Elements.Concat(b.Elements)));
            case (ListValue, _):
                throw state.Error($"can only concatenate list (not \"{right.TypeName}\") to list");
            default:
                return null;
        }
    }

    private static Value? Repeated(RenderState state, Value left, Value right)
    {
        var (sequence, times) = left is StringValue or SequenceValue ? (left, right) : (right, left);
        if (sequence is not (StringValue or SequenceValue))
        {
            return null;
        }

        int count = Numbers.TryInteger(times, out _)
            ? Math.Max(0, Numbers.ToInt(state, times))
            : throw state.Error($"can't multiply sequence by non-int of type '{times.TypeName}'");
        if (sequence is StringValue text)
        {
            return new TextBuffer(state).Append(text, text.Text.Length == 0 ? 0 : count).ToValue(text.IsMarkup);
        }

        var elements = ((SequenceValue)sequence).Elements;
        var repeated = elements.Count == 0 ? [] : state.Collect(Enumerable.Repeat(elements, count).SelectMany(part => part));
        return sequence is ListValue ? new ListValue(repeated) : new TupleValue(repeated);
    }

    private static Value OnNumbers(RenderState state, string operation, Value left, Value right)
    {
        if (Numbers.TryInteger(left, out var a) && Numbers.TryInteger(right, out var b))
        {
            return OnIntegers(state, operation, a, b);
        }

        if (Numbers.TryDouble(left, out double x) && Numbers.TryDouble(right, out double y))
        {
            return new FloatValue(OnFloats(state, operation, x, y));
        }

        throw state.Error($"unsupported operand type(s) for {operation}: '{left.TypeName}' and '{right.TypeName}'");
    }

    private static Value OnIntegers(RenderState state, string operation, BigInteger left, BigInteger right)
    {
        state.Step((left.GetBitLength() + right.GetBitLength()) >> 6);
        switch (operation)
        {
            case "+":
                return Numbers.Of(state, left + right);
            case "-":
                return Numbers.Of(state, left - right);
            case "*":
                return Numbers.Of(state, left * right);
            case "**":
                return Power(state, left, right);
        }

        if (right.IsZero)
        {
            throw state.Error(operation == "/" ? "division by zero" : "integer division or modulo by zero");
        }

        var floor = BigInteger.DivRem(left, right, out var remainder);
        bool down = !remainder.IsZero && remainder.Sign != right.Sign;
        return operation switch
        {
            "//" => IntValue.Of(down ? floor - 1 : floor),
            "%" => IntValue.Of(down ? remainder + right : remainder),
            _ => new FloatValue((double)left / (double)right),
        };
    }

    private static Value Power(RenderState state, BigInteger number, BigInteger exponent)
    {
        if (exponent.Sign < 0)
        {
            return new FloatValue(OnFloats(state, "**", (double)number, (double)exponent));
        }

        if (BigInteger.Abs(number) <= 1)
        {
            return IntValue.Of(exponent.IsZero || (number.Sign < 0 && exponent.IsEven) ? 1 : number);
        }

        if (exponent * (number.GetBitLength() - 1) > IntValue.MaxBits)
        {
            throw state.Error($"an integer of more than {IntValue.MaxBits} bits");
        }

        return Numbers.Of(state, BigInteger.Pow(number, (int)exponent));
    }

    private static double OnFloats(RenderState state, string operation, double left, double right)
    {
        if (right == 0 && (operation is "/" or "//" or "%"))
        {
            throw state.Error(operation == "/" ? "float division by zero" : "float floor division by zero");
        }

        if (operation == "**" && left == 0 && right < 0)
        {
            throw state.Error("0.0 cannot be raised to a negative power");
        }

        return operation switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => left / right,
            "//" => Math.Floor(left / right),
            "%" => Modulo(left, right),
            _ => Math.Pow(left, right),
        };
    }

    private static double Modulo(double left, double right)
    {
        double remainder = left % right;
        return remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder;
    }
}
