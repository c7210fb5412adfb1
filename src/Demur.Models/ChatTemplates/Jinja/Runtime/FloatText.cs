using System.Globalization;
using System.Numerics;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>Writes floats as Python does.</summary>
internal static class FloatText
{
    /// <summary>The most digits after the point that a format may ask for.</summary>
    public const int MaxPrecision = 1000;

    /// <summary>Python's <c>repr</c>: the shortest digits that read back, with an exponent outside 1e-4 to 1e16.</summary>
    public static string Repr(double number)
    {
        if (!double.IsFinite(number))
        {
            return NotFinite(number);
        }

        if (number == 0)
        {
            return double.IsNegative(number) ? "-0.0" : "0.0";
        }

        string shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var (digits, exponent) = Decompose(shortest);
        string sign = number < 0 ? "-" : "";
        return sign + (exponent is < -4 or >= 16 ? Scientific(digits, exponent) : Plain(digits, exponent));
    }

    /// <summary>Fixed digits after the point, rounded half to even on the exact value.</summary>
    public static string Fixed(double number, int precision)
    {
        if (!double.IsFinite(number))
        {
            return NotFinite(number);
        }

        string digits = ScaledDigits(Math.Abs(number), precision).ToString(CultureInfo.InvariantCulture).PadLeft(precision + 1, '0');
        string text = precision == 0 ? digits : $"{digits[..^precision]}.{digits[^precision..]}";
        return double.IsNegative(number) ? "-" + text : text;
    }

    /// <summary>One digit before the point, <paramref name="precision"/> behind it, and an exponent of at least two digits.</summary>
    public static string Exponent(double number, int precision)
    {
        if (!double.IsFinite(number))
        {
            return NotFinite(number);
        }

        var (digits, exponent) = SignificantDigits(Math.Abs(number), precision + 1);
        string mantissa = precision == 0 ? digits : $"{digits[0]}.{digits[1..]}";
        return (double.IsNegative(number) ? "-" : "") + mantissa + ExponentSuffix(exponent);
    }

    /// <summary>The shorter of the two forms with <paramref name="precision"/> significant digits, without closing zeros.</summary>
    public static string General(double number, int precision, bool keepZeros = false)
    {
        if (!double.IsFinite(number))
        {
            return NotFinite(number);
        }

        precision = Math.Max(precision, 1);
        var (digits, exponent) = SignificantDigits(Math.Abs(number), precision);
        if (!keepZeros)
        {
            digits = digits.TrimEnd('0') is { Length: > 0 } kept ? kept : "0";
        }

        string text = exponent < -4 || exponent >= precision
            ? (digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}") + ExponentSuffix(exponent)
            : Positional(digits, exponent);
        return double.IsNegative(number) ? "-" + text : text;
    }

    /// <summary>What Python writes for infinities and NaN.</summary>
    public static string NotFinite(double number) => double.IsNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";

    private static string Positional(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        return digits.Length <= exponent + 1 ? digits.PadRight(exponent + 1, '0') : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static string Plain(string digits, int exponent)
    {
        string text = Positional(digits, exponent);
        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }

    private static string Scientific(string digits, int exponent) =>
        (digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}") + ExponentSuffix(exponent);

    private static string ExponentSuffix(int exponent) => $"e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";

    /// <summary>Significant digits without zeros at either end, and the exponent of the first.</summary>
    private static (string Digits, int Exponent) Decompose(string shortest)
    {
        string text = shortest.TrimStart('-');
        int exponent = 0;
        int mark = text.IndexOf('E', StringComparison.Ordinal);
        if (mark >= 0)
        {
            exponent = int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..mark];
        }

        int point = text.IndexOf('.', StringComparison.Ordinal);
        exponent += (point < 0 ? text.Length : point) - 1;
        string digits = text.Replace(".", "", StringComparison.Ordinal);
        string trimmed = digits.TrimStart('0');
        exponent -= digits.Length - trimmed.Length;
        return (trimmed.TrimEnd('0') is { Length: > 0 } kept ? kept : "0", exponent);
    }

    private static (string Digits, int Exponent) SignificantDigits(double number, int count)
    {
        if (number == 0)
        {
            return (new string('0', count), 0);
        }

        // A first guess of the exponent may be off by one, and rounding up may carry into a new digit.
        int exponent = (int)Math.Floor(Math.Log10(number));
        while (true)
        {
            string digits = ScaledDigits(number, count - 1 - exponent).ToString(CultureInfo.InvariantCulture);
            if (digits.Length == count)
            {
                return (digits, exponent);
            }

            exponent += digits.Length > count ? 1 : -1;
        }
    }

    /// <summary>The number times a power of ten, rounded half to even without any error on the way.</summary>
    private static BigInteger ScaledDigits(double number, int scale)
    {
        long bits = BitConverter.DoubleToInt64Bits(number);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = bits & 0xFFFFFFFFFFFFFL;
        (mantissa, exponent) = exponent == 0 ? (mantissa, -1074) : (mantissa | (1L << 52), exponent - 1075);

        BigInteger numerator = mantissa, denominator = BigInteger.One;
        numerator *= BigInteger.Pow(10, Math.Max(scale, 0));
        denominator *= BigInteger.Pow(10, Math.Max(-scale, 0));
        numerator <<= Math.Max(exponent, 0);
        denominator <<= Math.Max(-exponent, 0);

        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        int half = (remainder * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
