using System.Globalization;
using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>The named sets of regular expressions: general categories, scripts and POSIX classes.</summary>
internal static class RegexProperties
{
    private static readonly string[] Categories =
    [
        "lu", "ll", "lt", "lm", "lo", "mn", "mc", "me", "nd", "nl", "no", "zs", "zl", "zp", "cc",
        "cf", "cs", "co", "pc", "pd", "ps", "pe", "pi", "pf", "po", "sm", "sc", "sk", "so", "cn",
    ];

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.Ordinal)
    {
        ["letter"] = "l", ["mark"] = "m", ["number"] = "n", ["punctuation"] = "p", ["punct"] = "p", ["symbol"] = "s",
        ["separator"] = "z", ["other"] = "c", ["uppercaseletter"] = "lu", ["lowercaseletter"] = "ll", ["titlecaseletter"] = "lt",
        ["modifierletter"] = "lm", ["otherletter"] = "lo", ["nonspacingmark"] = "mn", ["spacingmark"] = "mc",
        ["enclosingmark"] = "me", ["decimalnumber"] = "nd", ["digit"] = "nd", ["letternumber"] = "nl", ["othernumber"] = "no",
        ["spaceseparator"] = "zs", ["control"] = "cc", ["cntrl"] = "cc", ["format"] = "cf", ["mathsymbol"] = "sm",
        ["currencysymbol"] = "sc", ["modifiersymbol"] = "sk", ["othersymbol"] = "so", ["upper"] = "uppercase", ["lower"] = "lowercase",
        ["alpha"] = "alphabetic", ["dashpunctuation"] = "pd", ["otherpunctuation"] = "po",
    };

    private static readonly Dictionary<string, CodePointSet> Table = UnicodeResource.Lines("unicode-properties.txt")
        .ToDictionary(line => line[0], line => new CodePointSet(UnicodeResource.Ranges(line.Skip(1))), StringComparer.Ordinal);

    /// <summary>Finds a class that stands in brackets by its POSIX name, or null; its punctuation includes symbols.</summary>
    public static CodePointClass? FindPosix(string name) => name == "punct"
        ? new CodePointClass(codePoint => CharacterClasses.Has(codePoint, CharacterClass.Punctuation | CharacterClass.Symbol))
        : Find(name);

    /// <summary>Finds a set by name, or null.</summary>
    public static CodePointClass? Find(string name)
    {
        var key = string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        key = Aliases.GetValueOrDefault(key, key);
        return key switch
        {
            "any" => new CodePointClass(_ => true),
            "ascii" => CodePointClass.Range(0, 0x7F),
            "space" or "whitespace" => WhiteSpace,
            "word" or "w" => Word,
            "alnum" => CodePointClass.Union([FindInTable("alphabetic")!, Digit]),
            "blank" => new CodePointClass(codePoint => codePoint == '\t' || IsCategory(codePoint, "zs")),
            "xdigit" => HexDigit,
            _ => FindCategory(key) ?? FindInTable(key),
        };
    }

    public static CodePointClass WhiteSpace { get; } = new(codePoint => CharacterClasses.Has(codePoint, CharacterClass.WhiteSpace));

    /// <summary>Gets <c>\w</c> as Oniguruma has it: without the joiners, with the superscripts and fractions of Latin-1.</summary>
    public static CodePointClass Word { get; } = new(codePoint =>
        codePoint is 0xB2 or 0xB3 or 0xB9 or (>= 0xBC and <= 0xBE) || (codePoint is not (0x200C or 0x200D) && WordCharacters.IsWord(codePoint)));

    public static CodePointClass Digit { get; } = new(codePoint => IsCategory(codePoint, "nd"));

    public static CodePointClass HexDigit { get; } = new(codePoint => codePoint < 0x80 && char.IsAsciiHexDigit((char)codePoint));

    private static CodePointClass? FindCategory(string key)
    {
        var isGroup = key.Length == 1 && Categories.Any(category => category[0] == key[0]);
        return !isGroup && !Categories.Contains(key) ? null
            : key is "l" ? new CodePointClass(codePoint => CharacterClasses.Has(codePoint, CharacterClass.Letter))
            : key is "n" ? new CodePointClass(codePoint => CharacterClasses.Has(codePoint, CharacterClass.Number))
            : new CodePointClass(codePoint => IsCategory(codePoint, key));
    }

    // What the runtime's version of Unicode does not know has no property.
    private static CodePointClass? FindInTable(string key) => !Table.TryGetValue(key, out var members) ? null
        : new CodePointClass(codePoint => members.Contains(codePoint) && CharUnicodeInfo.GetUnicodeCategory(codePoint) != UnicodeCategory.OtherNotAssigned);

    private static bool IsCategory(int codePoint, string key) =>
        Categories[(int)CharUnicodeInfo.GetUnicodeCategory(codePoint)].StartsWith(key, StringComparison.Ordinal);
}
