using System.Globalization;
using System.Numerics;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Filters that make a number.</summary>
internal static class NumberFilters
{
    private static readonly string[] DecimalPrefixes = ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
    private static readonly string[] BinaryPrefixes = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];

    public static readonly IReadOnlyDictionary<string, FilterBody> Table = new Dictionary<string, FilterBody>
    {
        ["abs"] = (state, input, _) => Absolute(state, input),
        ["count"] = (state, input, _) => Length(state, input),
        ["filesizeformat"] = FileSize,
        ["float"] = Float,
        ["int"] = Integer,
        ["length"] = (state, input, _) => Length(state, input),
        ["round"] = Round,
    };

    private static IntValue Length(RenderState state, Value input) =>
        IntValue.Of(input.Length(state) ?? throw state.Error($"object of type '{input.TypeName}' has no len()"));

    private static Value Absolute(RenderState state, Value input) => input switch
    {
        FloatValue real => new FloatValue(Math.Abs(real.Number)),
        _ when Numbers.TryInteger(input, out var number) => IntValue.Of(BigInteger.Abs(number)),
        _ => throw state.Error($"bad operand type for abs(): '{input.TypeName}'"),
    };

    private static Value Float(RenderState state, Value input, CallArguments arguments)
    {
        var fallback = arguments.Bind(state, "float", "default")[0] ?? new FloatValue(0);
        return ToFloat(state, input) is { } number ? new FloatValue(number) : fallback;
    }

    private static double? ToFloat(RenderState state, Value input) => input switch
    {
        UndefinedValue undefined => throw undefined.Used(state),
        StringValue text => Numbers.ParseFloat(text.Text),
        _ => Numbers.TryDouble(input, out double number) ? number : null,
    };

    private static Value Integer(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "int", "default", "base");
        int radix = bound[1] is null ? 10 : Numbers.ToInt(state, bound[1]!);
        if (radix is < 0 or 1 or > 36)
        {
            throw state.Error("int() base must be >= 2 and <= 36, or 0");
        }

        state.StepThrough(input is StringValue digits ? 16L * digits.Text.Length : 0);
        if (input is StringValue text && Numbers.ParseInteger(text.Text, radix) is { } parsed)
        {
            return Numbers.Of(state, parsed);
        }

        if (Numbers.TryInteger(input, out var whole))
        {
            return IntValue.Of(whole);
        }

        return ToFloat(state, input) is { } number && double.IsFinite(number)
            ? IntValue.Of(new BigInteger(Math.Truncate(number)))
            : bound[0] ?? IntValue.Of(0);
    }

    private static Value Round(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "round", "precision", "method");
        int precision = bound[0] is null ? 0 : Math.Clamp(Numbers.ToInt(state, bound[0]!), -400, 400);
        string method = bound[1] is null ? "common" : PythonText.Str(state, bound[1]!).Text;
        if (method is not ("common" or "ceil" or "floor"))
        {
            throw state.Error("method must be common, ceil or floor");
        }

        if (!Numbers.TryDouble(input, out double number))
        {
            throw state.Error($"type {input.TypeName} doesn't define __round__ method");
        }

        if (method != "common")
        {
            double scale = Math.Pow(10, precision);
            double scaled = number * scale;
            return new FloatValue((method == "ceil" ? Math.Ceiling(scaled) : Math.Floor(scaled)) / scale);
        }

        return Numbers.TryInteger(input, out var whole) ? RoundInteger(whole, precision) : new FloatValue(RoundFloat(number, precision));
    }

    private static IntValue RoundInteger(BigInteger number, int precision)
    {
        if (precision >= 0)
        {
            return IntValue.Of(number);
        }

        var unit = BigInteger.Pow(10, -precision);
        var quotient = BigInteger.DivRem(number, unit, out var remainder);
        int half = (BigInteger.Abs(remainder) * 2).CompareTo(unit);
        bool away = half > 0 || (half == 0 && !quotient.IsEven);
        return IntValue.Of((quotient + (away ? number.Sign : 0)) * unit);
    }

    private static double RoundFloat(double number, int precision)
    {
        if (!double.IsFinite(number))
        {
            return number;
        }

        if (precision >= 0)
        {
            return double.Parse(FloatText.Fixed(number, precision), CultureInfo.InvariantCulture);
        }

        double unit = Math.Pow(10, -precision);
        return Math.Round(number / unit, MidpointRounding.ToEven) * unit;
    }

    private static StringValue FileSize(RenderState state, Value input, CallArguments arguments)
    {
        bool binary = arguments.Bind(state, "filesizeformat", "binary")[0]?.IsTrue ?? false;
        double bytes = ToFloat(state, input) ?? throw state.Error($"could not convert {input.TypeName} to float");
        double size = binary ? 1024 : 1000;
        if (bytes == 1 || bytes < size)
        {
            return new StringValue(bytes == 1 ? "1 Byte" : $"{Math.Truncate(bytes).ToString("F0", CultureInfo.InvariantCulture)} Bytes");
        }

        string[] prefixes = binary ? BinaryPrefixes : DecimalPrefixes;
        int power = 0;
        double unit = size * size;
        while (bytes >= unit && power < prefixes.Length - 1)
        {
            unit *= size;
            power++;
        }

        return new StringValue($"{FloatText.Fixed(size * bytes / unit, 1)} {prefixes[power]}");
    }
}
