using System.Globalization;
using System.Text;
using Demur.Models.ChatTemplates.Jinja.Lexing;
using Demur.Models.ChatTemplates.Jinja.Runtime;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Python's <c>str.is...</c> methods.</summary>
internal static class CharacterTests
{
    public static Func<string, bool>? Find(string name) => name switch
    {
        "isalnum" => text => All(text, IsAlphanumeric),
        "isalpha" => text => All(text, Rune.IsLetter),
        "isascii" => text => text.All(char.IsAscii),
        "isdecimal" => text => All(text, rune => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber),
        "isdigit" => text => All(text, IsDigit),
        "isidentifier" => IsIdentifier,
        "islower" => text => HasOneCase(text, IsLower, rune => IsUpper(rune) || IsTitle(rune)),
        "isnumeric" => text => All(text, IsNumeric),
        "isprintable" => text => text.EnumerateRunes().All(rune => PythonText.IsPrintable(rune.ToString())),
        "isspace" => text => text.Length > 0 && text.All(Whitespace.Is),
        "istitle" => IsTitle,
        "isupper" => text => HasOneCase(text, IsUpper, rune => IsLower(rune) || IsTitle(rune)),
        _ => null,
    };

    /// <summary>Lower case in Python's sense: the letters and a few symbols that have an upper case.</summary>
    public static bool IsLower(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.LowercaseLetter
        || rune.Value is 0xAA or 0xBA or (>= 0x24D0 and <= 0x24E9) or (>= 0x2170 and <= 0x217F) or (>= 0x2B0 and <= 0x2B8);

    /// <summary>Upper case in Python's sense.</summary>
    public static bool IsUpper(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.UppercaseLetter
        || rune.Value is (>= 0x24B6 and <= 0x24CF) or (>= 0x2160 and <= 0x216F) or (>= 0x1F130 and <= 0x1F149);

    private static bool IsTitle(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter;

    private static bool IsDigit(Rune rune) =>
        CharUnicodeInfo.GetDigitValue(rune.ToString(), 0) >= 0;

    private static bool IsNumeric(Rune rune) =>
        CharUnicodeInfo.GetNumericValue(rune.ToString(), 0) is not -1.0;

    private static bool IsAlphanumeric(Rune rune) => Rune.IsLetter(rune) || IsNumeric(rune);

    private static bool All(string text, Func<Rune, bool> test) => text.Length > 0 && text.EnumerateRunes().All(test);

    private static bool HasOneCase(string text, Func<Rune, bool> wanted, Func<Rune, bool> other) =>
        text.EnumerateRunes().Any(wanted) && !text.EnumerateRunes().Any(other);

    private static bool IsTitle(string text)
    {
        bool afterCased = false, any = false;
        foreach (var rune in text.EnumerateRunes())
        {
            bool upper = IsUpper(rune) || IsTitle(rune), lower = IsLower(rune);
            if ((upper && afterCased) || (lower && !afterCased))
            {
                return false;
            }

            afterCased = upper || lower;
            any |= afterCased;
        }

        return any;
    }

    private static bool IsIdentifier(string text)
    {
        bool first = true;
        foreach (var rune in text.EnumerateRunes())
        {
            bool start = rune.Value == '_' || Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber;
            bool part = start || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;
            if (first ? !start : !part)
            {
                return false;
            }

            first = false;
        }

        return !first;
    }
}
