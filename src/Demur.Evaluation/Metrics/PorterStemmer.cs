namespace Demur.Evaluation.Metrics;

/// <summary>Porter's stemmer (1980) with the extensions of NLTK, which ROUGE's reference implementation stems with.</summary>
internal static class PorterStemmer
{
    private static readonly Dictionary<string, string> Irregular = new(StringComparer.Ordinal)
    {
        ["sky"] = "sky", ["skies"] = "sky", ["dying"] = "die", ["lying"] = "lie", ["tying"] = "tie", ["news"] = "news",
        ["innings"] = "inning", ["inning"] = "inning", ["outings"] = "outing", ["outing"] = "outing", ["cannings"] = "canning",
        ["canning"] = "canning", ["howe"] = "howe", ["proceed"] = "proceed", ["exceed"] = "exceed", ["succeed"] = "succeed",
    };

    private static readonly (string Suffix, string Replacement)[] SecondStep =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("fulli", "ful"),
    ];

    private static readonly (string Suffix, string Replacement)[] ThirdStep =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    private static readonly string[] FourthStep =
    [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize",
    ];

    /// <summary>Gets the stem of a lower-case word.</summary>
    public static string Stem(string word)
    {
        if (Irregular.TryGetValue(word, out var irregular))
        {
            return irregular;
        }

        return word.Length <= 2 ? word : Fifth(Fourth(Third(Second(FirstC(FirstB(FirstA(word)))))));
    }

    private static string FirstA(string word) =>
        word.Length == 4 && Ends(word, "ies") ? Cut(word, 3) + "ie"
        : Ends(word, "sses") ? Cut(word, 2)
        : Ends(word, "ies") ? Cut(word, 2)
        : Ends(word, "ss") || !Ends(word, "s") ? word
        : Cut(word, 1);

    private static string FirstB(string word)
    {
        if (Ends(word, "ied"))
        {
            return Cut(word, 3) + (word.Length == 4 ? "ie" : "i");
        }

        if (Ends(word, "eed"))
        {
            return Measure(Cut(word, 3)) > 0 ? Cut(word, 1) : word;
        }

        var stem = Ends(word, "ed") ? Cut(word, 2) : Ends(word, "ing") ? Cut(word, 3) : null;
        return stem is null || !HasVowel(stem) ? word : Restore(stem);
    }

    private static string Restore(string stem)
    {
        if (Ends(stem, "at") || Ends(stem, "bl") || Ends(stem, "iz"))
        {
            return stem + "e";
        }

        if (stem.Length >= 2 && stem[^1] == stem[^2] && IsConsonant(stem, stem.Length - 1))
        {
            return stem[^1] is 'l' or 's' or 'z' ? stem : Cut(stem, 1);
        }

        return Measure(stem) == 1 && EndsShort(stem) ? stem + "e" : stem;
    }

    private static string FirstC(string word) =>
        Ends(word, "y") && word.Length > 2 && IsConsonant(word, word.Length - 2) ? Cut(word, 1) + "i" : word;

    private static string Second(string word)
    {
        if (Ends(word, "alli") && Measure(Cut(word, 4)) > 0)
        {
            return Second(Cut(word, 2));
        }

        foreach (var (suffix, replacement) in SecondStep)
        {
            if (Ends(word, suffix))
            {
                return Measure(Cut(word, suffix.Length)) > 0 ? Cut(word, suffix.Length) + replacement : word;
            }
        }

        return Ends(word, "logi") && Measure(Cut(word, 3)) > 0 ? Cut(word, 1) : word;
    }

    private static string Third(string word)
    {
        foreach (var (suffix, replacement) in ThirdStep)
        {
            if (Ends(word, suffix))
            {
                return Measure(Cut(word, suffix.Length)) > 0 ? Cut(word, suffix.Length) + replacement : word;
            }
        }

        return word;
    }

    private static string Fourth(string word)
    {
        var suffix = Array.Find(FourthStep, candidate => Ends(word, candidate));
        if (suffix is null)
        {
            return word;
        }

        var stem = Cut(word, suffix.Length);
        return Measure(stem) > 1 && (suffix != "ion" || stem[^1] is 's' or 't') ? stem : word;
    }

    private static string Fifth(string word)
    {
        if (Ends(word, "e"))
        {
            var stem = Cut(word, 1);
            var measure = Measure(stem);
            word = measure > 1 || (measure == 1 && !EndsShort(stem)) ? stem : word;
        }

        return Ends(word, "ll") && Measure(Cut(word, 1)) > 1 ? Cut(word, 1) : word;
    }

    private static bool Ends(string word, string suffix) => word.EndsWith(suffix, StringComparison.Ordinal);

    private static string Cut(string word, int letters) => word[..^letters];

    private static bool IsConsonant(string word, int index) => word[index] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => index == 0 || !IsConsonant(word, index - 1),
        _ => true,
    };

    // The number of times a vowel is followed by a consonant.
    private static int Measure(string stem) =>
        Enumerable.Range(1, Math.Max(0, stem.Length - 1)).Count(i => IsConsonant(stem, i) && !IsConsonant(stem, i - 1));

    private static bool HasVowel(string stem) => Enumerable.Range(0, stem.Length).Any(i => !IsConsonant(stem, i));

    private static bool EndsShort(string stem) =>
        (stem.Length >= 3 && IsConsonant(stem, stem.Length - 3) && !IsConsonant(stem, stem.Length - 2)
            && IsConsonant(stem, stem.Length - 1) && stem[^1] is not ('w' or 'x' or 'y'))
        || (stem.Length == 2 && !IsConsonant(stem, 0) && IsConsonant(stem, 1));
}
