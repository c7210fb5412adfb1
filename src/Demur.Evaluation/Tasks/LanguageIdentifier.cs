using System.Buffers;
using Demur.Evaluation.Scorers;

namespace Demur.Evaluation.Tasks;

/// <summary>Tells the language of a short text by its script and, among Latin scripts, by its function words.</summary>
internal static class LanguageIdentifier
{
    private const double ScriptShare = 0.5;
    private const double JapaneseKana = 0.1;
    private const int FewestTellingWords = 2;

    private static readonly SearchValues<char> French = SearchValues.Create("èêîûùœ");
    private static readonly SearchValues<char> German = SearchValues.Create("äöüß");
    private static readonly SearchValues<char> Portuguese = SearchValues.Create("ãõ");

    /// <summary>Gets the language code, or <see langword="null"/> when too little tells it: <c>zh ja ko ru ar el hi th</c> by script, <c>en fr es de it pt</c> by words.</summary>
    public static string? Identify(string text)
    {
        var letters = text.Where(char.IsLetter).ToArray();
        if (letters.Length == 0)
        {
            return null;
        }

        var script = letters.GroupBy(ScriptOf).MaxBy(group => group.Count())!;
        if (script.Key == "latin")
        {
            return ByWords(text);
        }

        // Kana among Han characters is Japanese.
        var kana = letters.Count(letter => ScriptOf(letter) == "ja");
        var han = letters.Count(letter => ScriptOf(letter) == "zh");
        var share = (double)(script.Key is "ja" or "zh" ? kana + han : script.Count()) / letters.Length;
        var japanese = script.Key is "ja" or "zh" && kana > JapaneseKana * (kana + han);
        return share < ScriptShare ? null : japanese ? "ja" : script.Key;
    }

    private static string? ByWords(string text)
    {
        // A French elision stands for its article: "l'homme" tells as "le" does.
        var words = Words.Of(text).SelectMany(word => word.Length > 2 && word[1] == '\'' ? [$"{word[0]}'", word[2..]] : new[] { word }).ToArray();
        var counts = FunctionWords.Telling
            .Select(language => (Code: language.Key, Hits: words.Count(word => language.Value.Contains(word) || Tells(language.Key, word))))
            .OrderByDescending(language => language.Hits)
            .ToArray();
        return counts[0].Hits >= FewestTellingWords && counts[0].Hits > counts[1].Hits ? counts[0].Code : null;
    }

    // Letters that one of the languages uses much more than the others, and French elisions.
    private static bool Tells(string language, string word) => language switch
    {
        "fr" => word is "l'" or "d'" or "n'" or "s'" or "c'" or "j'" or "m'" or "t'" || word.AsSpan().ContainsAny(French),
        "de" => word.AsSpan().ContainsAny(German),
        "es" => word.Contains('ñ', StringComparison.Ordinal),
        "pt" => word.AsSpan().ContainsAny(Portuguese),
        _ => false,
    };

    private static string ScriptOf(char letter) => letter switch
    {
        >= '\u3040' and <= '\u30FF' => "ja",
        >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF' => "zh",
        >= '\uAC00' and <= '\uD7AF' => "ko",
        >= '\u0400' and <= '\u04FF' => "ru",
        >= '\u0600' and <= '\u06FF' => "ar",
        >= '\u0370' and <= '\u03FF' => "el",
        >= '\u0900' and <= '\u097F' => "hi",
        >= '\u0E00' and <= '\u0E7F' => "th",
        _ => "latin",
    };
}
