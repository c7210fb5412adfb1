namespace Demur.Models.ChatTemplates.Jinja.Lexing;

/// <summary>Where Jinja's number literals end: digits with single underscores between them.</summary>
internal static class NumberSyntax
{
    /// <summary>The end of a float literal, or -1 when there is an integer or nothing.</summary>
    public static int FloatEnd(string text, int start)
    {
        int whole = Digits(text, start, char.IsAsciiDigit);
        int fraction = whole < text.Length && text[whole] == '.' ? Digits(text, whole + 1, char.IsAsciiDigit) : -1;
        int mantissa = fraction > whole + 1 ? fraction : whole;
        if (mantissa < text.Length && text[mantissa] is 'e' or 'E')
        {
            int exponent = mantissa + 1;
            exponent += exponent < text.Length && text[exponent] is '+' or '-' ? 1 : 0;
            int end = Digits(text, exponent, char.IsAsciiDigit);
            if (end > exponent)
            {
                return end;
            }
        }

        return mantissa > whole ? mantissa : -1;
    }

    /// <summary>The end of an integer literal that starts with a digit.</summary>
    public static int IntegerEnd(string text, int start)
    {
        if (text[start] != '0')
        {
            return Digits(text, start, char.IsAsciiDigit);
        }

        char prefix = start + 1 < text.Length ? char.ToLowerInvariant(text[start + 1]) : '\0';
        Func<char, bool>? accepts = prefix switch
        {
            'b' => character => character is '0' or '1',
            'o' => character => character is >= '0' and <= '7',
            'x' => char.IsAsciiHexDigit,
            _ => null,
        };
        if (accepts is not null)
        {
            int body = start + 2 < text.Length && text[start + 2] == '_' ? start + 3 : start + 2;
            int end = Digits(text, body, accepts);
            return end > body ? end : start + 1;
        }

        return Digits(text, start, character => character == '0');
    }

    private static int Digits(string text, int at, Func<char, bool> accepts)
    {
        while (at < text.Length
            && (accepts(text[at])
                || (text[at] == '_' && accepts(text[at - 1]) && at + 1 < text.Length && accepts(text[at + 1]))))
        {
            at++;
        }

        return at;
    }
}
