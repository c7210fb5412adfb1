using System.Globalization;
using System.Text;
using Demur.Models.Checkpoints;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Reads what follows a backslash.</summary>
internal static class RegexEscapes
{
    /// <summary>Reads a set such as <c>\s</c> or <c>\p{L}</c>, or null when the escape stands for one character.</summary>
    public static CodePointClass? TryReadSet(RegexReader reader)
    {
        var mark = reader.Mark();
        var letter = reader.Next();
        var set = letter switch
        {
            'd' => RegexProperties.Digit,
            'D' => RegexProperties.Digit.Negate(),
            'w' => RegexProperties.Word,
            'W' => RegexProperties.Word.Negate(),
            's' => RegexProperties.WhiteSpace,
            'S' => RegexProperties.WhiteSpace.Negate(),
            'h' => RegexProperties.HexDigit,
            'H' => RegexProperties.HexDigit.Negate(),
            'p' => ReadProperty(reader, negate: false),
            'P' => ReadProperty(reader, negate: true),
            _ => null,
        };
        if (set is null)
        {
            reader.Return(mark);
        }

        return set;
    }

    /// <summary>Reads an escape that stands for one character.</summary>
    public static int ReadCharacter(RegexReader reader)
    {
        var letter = reader.Next();
        return letter switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            'a' => 7,
            'e' => 27,
            '0' => 0,
            'x' => ReadHex(reader, 2),
            'u' => ReadHex(reader, 4),
            'U' => ReadHex(reader, 8),
            (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '1' and <= '9') =>
                throw reader.Error($"\\{(char)letter} is not supported"),
            _ => letter,
        };
    }

    private static CodePointClass ReadProperty(RegexReader reader, bool negate)
    {
        var name = reader.TryTake("{") ? reader.Until('}') : new Rune(reader.Next()).ToString();
        var inverted = name.StartsWith('^');
        name = inverted ? name[1..] : name;
        name = name.Contains('=', StringComparison.Ordinal) ? name[(name.IndexOf('=', StringComparison.Ordinal) + 1)..] : name;
        var set = RegexProperties.Find(name) ?? throw reader.Error($"the property {Shown.Name(name)} is not known");
        return negate != inverted ? set.Negate() : set;
    }

    private static int ReadHex(RegexReader reader, int digits)
    {
        var text = reader.TryTake("{") ? reader.Until('}') : TakeDigits(reader, digits);
        return int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 0x10FFFF
            ? value
            : throw reader.Error($"{Shown.Name(text)} is not a code point");
    }

    private static string TakeDigits(RegexReader reader, int digits)
    {
        var text = new StringBuilder();
        while (text.Length < digits && reader.Peek is >= 0 and < 0x80 && char.IsAsciiHexDigit((char)reader.Peek))
        {
            text.Append((char)reader.Next());
        }

        return text.ToString();
    }
}
