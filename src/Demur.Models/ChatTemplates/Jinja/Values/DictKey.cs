using System.Globalization;
using System.Numerics;
using System.Text;
using Demur.Models.ChatTemplates.Jinja.Runtime;

namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>A dictionary key under Python's equality: <c>1</c>, <c>1.0</c> and <c>True</c> are one key.</summary>
internal readonly record struct DictKey(char Kind, string Text, Value? Identity = null)
{
    /// <summary>A text key.</summary>
    public static DictKey Of(string text) => new('s', text);

    /// <summary>The key for a value, or <see langword="null"/> where Python says that it cannot be hashed.</summary>
    public static DictKey? Of(RenderState state, Value value)
    {
        switch (value)
        {
            case StringValue text:
                state.StepThrough(text.Text.Length);
                return Of(text.Text);
            case TupleValue tuple:
                return OfTuple(state, tuple);
            case BoolValue or IntValue or FloatValue:
                return OfNumber(value);
            case NoneValue:
                return new DictKey('0', "None");
            case UndefinedValue:
                return new DictKey('u', "");
            case ListValue or DictValue or DictViewValue:
                return null;
            default:
                return new DictKey('i', "", value);
        }
    }

    private static DictKey OfNumber(Value value)
    {
        if (Numbers.TryInteger(value, out var whole))
        {
            return new DictKey('n', whole.ToString(CultureInfo.InvariantCulture));
        }

        double number = ((FloatValue)value).Number;
        return Math.Floor(number) == number && double.IsFinite(number)
            ? new DictKey('n', new BigInteger(number).ToString(CultureInfo.InvariantCulture))
            : new DictKey('n', number.ToString("R", CultureInfo.InvariantCulture));
    }

    private static DictKey? OfTuple(RenderState state, TupleValue tuple)
    {
        state.Enter();
        var text = new StringBuilder();
        foreach (var element in tuple.Elements)
        {
            if (Of(state, element) is not { } key)
            {
                return null;
            }

            if (key.Identity is not null)
            {
                throw state.Error($"a tuple with {element.TypeName} objects as a key is not supported");
            }

            state.AllocateText(key.Text.Length);
            text.Append(key.Kind).Append(key.Text.Length).Append(':').Append(key.Text);
        }

        state.Leave();
        return new DictKey('t', text.ToString());
    }
}
