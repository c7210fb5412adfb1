using System.Globalization;
using System.Numerics;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>Reads numbers out of values as Python would.</summary>
internal static class Numbers
{
    /// <summary>The longest number text that is read; larger integers are refused anyway.</summary>
    public const int MaxDigits = 1300;

    /// <summary>An integer or a truth value.</summary>
    public static bool TryInteger(Value value, out BigInteger number)
    {
        number = value switch
        {
            IntValue whole => whole.Number,
            BoolValue { Truth: true } => 1,
            _ => 0,
        };
        return value is IntValue or BoolValue;
    }

    /// <summary>Any number as a float; integers too large become infinite.</summary>
    public static bool TryDouble(Value value, out double number)
    {
        if (value is FloatValue real)
        {
            number = real.Number;
            return true;
        }

        bool whole = TryInteger(value, out var integer);
        number = (double)integer;
        return whole;
    }

    /// <summary>An integer argument in the range of <see cref="int"/>; larger ones are clamped.</summary>
    public static int ToInt(RenderState state, Value value) => TryInteger(value, out var number)
        ? (int)BigInteger.Min(int.MaxValue, BigInteger.Max(int.MinValue, number))
        : throw state.Error($"'{value.TypeName}' object cannot be interpreted as an integer");

    /// <summary>A checked integer result.</summary>
    public static IntValue Of(RenderState state, BigInteger number) => number.GetBitLength() <= IntValue.MaxBits
        ? IntValue.Of(number)
        : throw state.Error($"an integer of more than {IntValue.MaxBits} bits");

    /// <summary>Python's <c>int(text, base)</c>.</summary>
    public static BigInteger? ParseInteger(string text, int radix)
    {
        text = text.Trim();
        bool negative = text.StartsWith('-');
        string digits = negative || text.StartsWith('+') ? text[1..] : text;
        digits = DropPrefix(digits, ref radix);
        if (digits.Length is 0 or > MaxDigits || digits.StartsWith('_') || digits.EndsWith('_')
            || digits.Contains("__", StringComparison.Ordinal))
        {
            return null;
        }

        var number = BigInteger.Zero;
        foreach (char digit in digits)
        {
            if (digit == '_')
            {
                continue;
            }

            int worth = char.IsAsciiLetter(digit) ? char.ToLowerInvariant(digit) - 'a' + 10 : CharUnicodeInfo.GetDecimalDigitValue(digit);
            if (worth < 0 || worth >= radix)
            {
                return null;
            }

            number = (number * radix) + worth;
        }

        return negative ? -number : number;
    }

    /// <summary>Python's <c>float(text)</c>.</summary>
    public static double? ParseFloat(string text)
    {
        text = text.Trim();
        string bare = text.TrimStart('+', '-').ToLowerInvariant();
        if (text.Length - bare.Length > 1 || text.Length > MaxDigits)
        {
            return null;
        }

        double sign = text.StartsWith('-') ? -1 : 1;
        if (bare is "inf" or "infinity" or "nan")
        {
            return bare == "nan" ? double.NaN : sign * double.PositiveInfinity;
        }

        if (bare.StartsWith('_') || bare.EndsWith('_') || bare.Contains("__", StringComparison.Ordinal))
        {
            return null;
        }

        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(bare.Replace("_", "", StringComparison.Ordinal), Style, CultureInfo.InvariantCulture, out double number)
            ? sign * number
            : null;
    }

    private static string DropPrefix(string digits, ref int radix)
    {
        int named = digits.Length > 1 && digits[0] == '0'
            ? char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 }
            : 0;
        if (named != 0 && (radix == 0 || radix == named))
        {
            radix = named;
            return digits[2..].StartsWith('_') ? digits[3..] : digits[2..];
        }

        radix = radix == 0 ? 10 : radix;
        return digits;
    }
}
