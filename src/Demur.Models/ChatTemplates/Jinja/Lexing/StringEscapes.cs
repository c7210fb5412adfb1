using System.Globalization;
using System.Text;

namespace Demur.Models.ChatTemplates.Jinja.Lexing;

/// <summary>Decodes a string literal the way Jinja does: Python's <c>unicode-escape</c> over the literal's characters.</summary>
internal static class StringEscapes
{
    public static string Decode(string body, int line)
    {
        if (!body.Contains('\\', StringComparison.Ordinal))
        {
            return body;
        }

        var text = new StringBuilder(body.Length);
        int i = 0;
        while (i < body.Length)
        {
            if (body[i] != '\\')
            {
                text.Append(body[i++]);
                continue;
            }

            i = DecodeOne(body, i + 1, text, line);
        }

        return text.ToString();
    }

    private static int DecodeOne(string body, int at, StringBuilder text, int line)
    {
        char escape = body[at];
        switch (escape)
        {
            case '\n':
                return at + 1;
            case 'x':
                return Hex(body, at, 2, text, line);
            case 'u':
                return Hex(body, at, 4, text, line);
            case 'U':
                return Hex(body, at, 8, text, line);
            case 'N':
                throw Error("\\N{...} names in string literals are not supported; write the character itself", line);
            case >= '0' and <= '7':
                return Octal(body, at, text);
        }

        if (Simple(escape) is { } simple)
        {
            text.Append(simple);
            return at + 1;
        }

        text.Append('\\');
        if (escape < 128)
        {
            text.Append(escape);
            return at + 1;
        }

        // Jinja writes other characters as escapes before it decodes, so a backslash before one leaves the escape's text.
        int size = char.IsHighSurrogate(escape) && at + 1 < body.Length && char.IsLowSurrogate(body[at + 1]) ? 2 : 1;
        int code = size == 2 ? char.ConvertToUtf32(escape, body[at + 1]) : escape;
        string hex = code < 256 ? $"x{code:x2}" : code < 65536 ? $"u{code:x4}" : $"U{code:x8}";
        text.Append(hex);
        return at + size;
    }

    private static char? Simple(char escape) => escape switch
    {
        '\\' => '\\',
        '\'' => '\'',
        '"' => '"',
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        _ => null,
    };

    private static int Octal(string body, int at, StringBuilder text)
    {
        int value = 0, end = at;
        while (end < body.Length && end < at + 3 && body[end] is >= '0' and <= '7')
        {
            value = (value * 8) + (body[end++] - '0');
        }

        text.Append((char)value);
        return end;
    }

    private static int Hex(string body, int at, int digits, StringBuilder text, int line)
    {
        if (at + 1 + digits > body.Length
            || !int.TryParse(body.AsSpan(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            || code is < 0 or > 0x10FFFF)
        {
            throw Error($"truncated or illegal \\{body[at]} escape in a string literal", line);
        }

        if (code < 65536)
        {
            text.Append((char)code);
        }
        else
        {
            text.Append(char.ConvertFromUtf32(code));
        }

        return at + 1 + digits;
    }

    private static ChatTemplateException Error(string detail, int line) => new(detail, ChatTemplateErrorKind.Syntax, line);
}
