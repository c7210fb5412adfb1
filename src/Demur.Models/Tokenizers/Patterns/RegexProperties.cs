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
        ["currencysymbol"] = "sc", ["modifiersymbol"] = "sk", ["othersymbol"] = "so", ["upper"] = "lu", ["lower"] = "ll",
        ["uppercase"] = "lu", ["lowercase"] = "ll", ["dashpunctuation"] = "pd", ["otherpunctuation"] = "po",
    };

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
            "alpha" or "alphabetic" => new CodePointClass(codePoint => WordCharacters.IsWord(codePoint) && !IsCategory(codePoint, "nd") && !IsCategory(codePoint, "pc")),
            "alnum" => new CodePointClass(codePoint => WordCharacters.IsWord(codePoint) && !IsCategory(codePoint, "pc")),
            "blank" => new CodePointClass(codePoint => codePoint == '\t' || IsCategory(codePoint, "zs")),
            "xdigit" => HexDigit,
            _ => FindCategory(key) ?? FindScript(name),
        };
    }

    public static CodePointClass WhiteSpace { get; } = new(codePoint => CharacterClasses.Has(codePoint, CharacterClass.WhiteSpace));

    public static CodePointClass Word { get; } = new(WordCharacters.IsWord);

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

    private static CodePointClass? FindScript(string name)
    {
        var members = UnicodeScripts.Members(name.Replace("_", string.Empty, StringComparison.Ordinal));
        return members is null ? null : new CodePointClass(members.Contains);
    }

    private static bool IsCategory(int codePoint, string key) =>
        Categories[(int)CharUnicodeInfo.GetUnicodeCategory(codePoint)].StartsWith(key, StringComparison.Ordinal);
}
