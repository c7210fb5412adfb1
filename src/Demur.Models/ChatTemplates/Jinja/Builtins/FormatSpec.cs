using System.Globalization;
using System.Numerics;
using System.Text;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Python's format specification: <c>[[fill]align][sign][#][0][width][grouping][.precision][type]</c>.</summary>
internal sealed record FormatSpec
{
    /// <summary>The widest field a template may ask for.</summary>
    public const int MaxWidth = 100_000;

    public string Fill { get; init; } = " ";

    public char Align { get; init; }

    public char Sign { get; init; } = '-';

    public bool Alternate { get; init; }

    public int Width { get; init; }

    public char Grouping { get; init; }

    public int? Precision { get; init; }

    public char Type { get; init; }

    /// <summary>Reads a specification.</summary>
    public static FormatSpec Parse(RenderState state, string spec)
    {
        var reader = new FormatSpecReader(state, spec);
        return reader.Read();
    }

    /// <summary>Formats a value as <c>format(value, spec)</c> does.</summary>
    public static StringValue Format(RenderState state, Value value, string spec)
    {
        if (spec.Length == 0)
        {
            return PythonText.Str(state, value);
        }

        var parsed = Parse(state, spec);
        if (value is StringValue text)
        {
            return parsed.FormatText(state, text);
        }

        if (value is BoolValue or IntValue or FloatValue)
        {
            return parsed.FormatNumber(state, value);
        }

        throw state.Error($"unsupported format string passed to {value.TypeName}.__format__");
    }

    /// <summary>Formats a text: cut to the precision, padded to the width.</summary>
    public StringValue FormatText(RenderState state, StringValue text)
    {
        if (Type is not ('\0' or 's') || Align == '=')
        {
            throw state.Error($"Unknown format code '{Type}' for object of type 'str'");
        }

        int keep = Math.Min(Precision ?? int.MaxValue, text.Length(state)!.Value);
        return Pad(state, text.Slice(state, 0, text.OffsetOf(state, keep)), Align == '\0' ? '<' : Align);
    }

    /// <summary>Formats a number.</summary>
    public StringValue FormatNumber(RenderState state, Value value)
    {
        var (negative, body) = NumberBody(state, value);
        string sign = negative ? "-" : Sign == '-' ? "" : Sign.ToString();
        string digits = Group(body);
        if (Align == '=' && Fill == "0" && Grouping != '\0')
        {
            digits = GroupPadded(body, Width - sign.Length);
        }

        if (Align == '=')
        {
            int missing = Width - sign.Length - digits.Length;
            return new StringValue(sign + Repeat(state, missing) + digits);
        }

        return Pad(state, new StringValue(sign + digits), Align == '\0' ? '>' : Align);
    }

    private (bool Negative, string Body) NumberBody(RenderState state, Value value)
    {
        bool whole = Numbers.TryInteger(value, out var integer);
        if (whole && Type is '\0' or 'd' or 'n' or 'b' or 'o' or 'x' or 'X' or 'c')
        {
            return IntegerBody(state, integer);
        }

        Numbers.TryDouble(value, out double number);
        string text = FloatBody(state, number);
        return (text.StartsWith('-'), text.TrimStart('-'));
    }

    private (bool Negative, string Body) IntegerBody(RenderState state, BigInteger number)
    {
        var size = BigInteger.Abs(number);
        string body = Type switch
        {
            'b' => Radix(size, 2, "0b"),
            'o' => Radix(size, 8, "0o"),
            'x' => Radix(size, 16, "0x"),
            'X' => Radix(size, 16, "0x").ToUpperInvariant(),
            'c' => size < 0x110000 && !(size >= 0xD800 && size < 0xE000) ? char.ConvertFromUtf32((int)size) : throw state.Error("%c arg not in range(0x110000)"),
            _ => size.ToString(CultureInfo.InvariantCulture),
        };
        return (number.Sign < 0, body);
    }

    private string FloatBody(RenderState state, double number)
    {
        int precision = Precision ?? 6;
        state.Step(precision);
        string text = Type switch
        {
            'e' or 'E' => FloatText.Exponent(number, precision),
            'f' or 'F' => FloatText.Fixed(number, precision),
            'g' or 'G' or 'n' => FloatText.General(number, precision, Alternate),
            '%' => FloatText.Fixed(number * 100, precision) + "%",
            '\0' when Precision is null => FloatText.Repr(number),
            '\0' => WithPoint(FloatText.General(number, precision)),
            _ => throw state.Error($"Unknown format code '{Type}' for object of type 'float'"),
        };
        return Type is 'E' or 'F' or 'G' ? text.ToUpperInvariant() : text;
    }

    private static string WithPoint(string text) =>
        text.All(character => char.IsAsciiDigit(character) || character == '-') ? text + ".0" : text;

    private string Radix(BigInteger number, int radix, string prefix)
    {
        var digits = new StringBuilder();
        for (var rest = number; !rest.IsZero; rest /= radix)
        {
            digits.Insert(0, "0123456789abcdef"[(int)(rest % radix)]);
        }

        string text = digits.Length == 0 ? "0" : digits.ToString();
        return Alternate ? prefix + text : text;
    }

    private string Group(string body)
    {
        if (Grouping == '\0')
        {
            return body;
        }

        int size = Type is 'b' or 'o' or 'x' or 'X' ? 4 : 3;
        int end = body.TakeWhile(char.IsAsciiHexDigit).Count();
        var grouped = new StringBuilder(body);
        for (int at = end - size; at > 0; at -= size)
        {
            grouped.Insert(at, Grouping);
        }

        return grouped.ToString();
    }

    private string GroupPadded(string body, int width)
    {
        string grouped = Group(body);
        while (grouped.Length < width)
        {
            body = "0" + body;
            grouped = Group(body);
        }

        return grouped;
    }

    private StringValue Pad(RenderState state, StringValue text, char align)
    {
        int missing = Math.Max(0, Width - text.Length(state)!.Value);
        int left = align switch { '<' => 0, '^' => missing / 2, _ => missing };
        return new TextBuffer(state).Append(Repeat(state, left)).Append(text).Append(Repeat(state, missing - left)).ToValue();
    }

    private string Repeat(RenderState state, int count)
    {
        count = Math.Max(0, count);
        state.AllocateText(2L * count);
        return string.Concat(Enumerable.Repeat(Fill, count));
    }
}
