using System.Globalization;
using System.Text;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Python's case conversions: Unicode's full mappings, where .NET has the one-to-one ones.</summary>
internal static class Casing
{
    // Unicode's SpecialCasing: a character and the several it becomes in upper case.
    // Escaped, because editors like to normalise some of these letters into others.
    private const string Special =
        "\u00dfSS \u0149\u02bcN \u01f0J\u030c \u0390\u0399\u0308\u0301 \u03b0\u03a5\u0308\u0301 \u0587\u0535\u0552 "
        + "\u1e96H\u0331 \u1e97T\u0308 \u1e98W\u030a \u1e99Y\u030a \u1e9aA\u02be \u1f50\u03a5\u0313 "
        + "\u1f52\u03a5\u0313\u0300 \u1f54\u03a5\u0313\u0301 \u1f56\u03a5\u0313\u0342 \u1f80\u1f08\u0399 "
        + "\u1f81\u1f09\u0399 \u1f82\u1f0a\u0399 \u1f83\u1f0b\u0399 \u1f84\u1f0c\u0399 \u1f85\u1f0d\u0399 "
        + "\u1f86\u1f0e\u0399 \u1f87\u1f0f\u0399 \u1f88\u1f08\u0399 \u1f89\u1f09\u0399 \u1f8a\u1f0a\u0399 "
        + "\u1f8b\u1f0b\u0399 \u1f8c\u1f0c\u0399 \u1f8d\u1f0d\u0399 \u1f8e\u1f0e\u0399 \u1f8f\u1f0f\u0399 "
        + "\u1f90\u1f28\u0399 \u1f91\u1f29\u0399 \u1f92\u1f2a\u0399 \u1f93\u1f2b\u0399 \u1f94\u1f2c\u0399 "
        + "\u1f95\u1f2d\u0399 \u1f96\u1f2e\u0399 \u1f97\u1f2f\u0399 \u1f98\u1f28\u0399 \u1f99\u1f29\u0399 "
        + "\u1f9a\u1f2a\u0399 \u1f9b\u1f2b\u0399 \u1f9c\u1f2c\u0399 \u1f9d\u1f2d\u0399 \u1f9e\u1f2e\u0399 "
        + "\u1f9f\u1f2f\u0399 \u1fa0\u1f68\u0399 \u1fa1\u1f69\u0399 \u1fa2\u1f6a\u0399 \u1fa3\u1f6b\u0399 "
        + "\u1fa4\u1f6c\u0399 \u1fa5\u1f6d\u0399 \u1fa6\u1f6e\u0399 \u1fa7\u1f6f\u0399 \u1fa8\u1f68\u0399 "
        + "\u1fa9\u1f69\u0399 \u1faa\u1f6a\u0399 \u1fab\u1f6b\u0399 \u1fac\u1f6c\u0399 \u1fad\u1f6d\u0399 "
        + "\u1fae\u1f6e\u0399 \u1faf\u1f6f\u0399 \u1fb2\u1fba\u0399 \u1fb3\u0391\u0399 \u1fb4\u0386\u0399 "
        + "\u1fb6\u0391\u0342 \u1fb7\u0391\u0342\u0399 \u1fbc\u0391\u0399 \u1fc2\u1fca\u0399 \u1fc3\u0397\u0399 "
        + "\u1fc4\u0389\u0399 \u1fc6\u0397\u0342 \u1fc7\u0397\u0342\u0399 \u1fcc\u0397\u0399 \u1fd2\u0399\u0308\u0300 "
        + "\u1fd3\u0399\u0308\u0301 \u1fd6\u0399\u0342 \u1fd7\u0399\u0308\u0342 \u1fe2\u03a5\u0308\u0300 "
        + "\u1fe3\u03a5\u0308\u0301 \u1fe4\u03a1\u0313 \u1fe6\u03a5\u0342 \u1fe7\u03a5\u0308\u0342 \u1ff2\u1ffa\u0399 "
        + "\u1ff3\u03a9\u0399 \u1ff4\u038f\u0399 \u1ff6\u03a9\u0342 \u1ff7\u03a9\u0342\u0399 \u1ffc\u03a9\u0399 \ufb00FF "
        + "\ufb01FI \ufb02FL \ufb03FFI \ufb04FFL \ufb05ST \ufb06ST \ufb13\u0544\u0546 \ufb14\u0544\u0535 "
        + "\ufb15\u0544\u053b \ufb16\u054e\u0546 \ufb17\u0544\u053d";

    private static readonly Dictionary<int, string> SpecialUpper =
        Special.Split(' ').ToDictionary(entry => (int)entry[0], entry => entry[1..]);

    public static StringValue Upper(RenderState state, StringValue text) => Convert(state, text, (all, _, rune, to) => AppendUpper(rune, to));

    public static StringValue Lower(RenderState state, StringValue text) => Convert(state, text, AppendLower);

    public static StringValue Capitalize(RenderState state, StringValue text) => Convert(state, text, (all, at, rune, to) =>
    {
        if (at == 0)
        {
            AppendTitle(rune, to);
        }
        else
        {
            AppendLower(all, at, rune, to);
        }
    });

    public static StringValue Swap(RenderState state, StringValue text) => Convert(state, text, (all, at, rune, to) =>
    {
        if (CharacterTests.IsUpper(rune))
        {
            AppendLower(all, at, rune, to);
        }
        else
        {
            AppendUpper(rune, to);
        }
    });

    /// <summary>Every letter after a character without case is capital, all others small.</summary>
    public static StringValue Title(RenderState state, StringValue text)
    {
        bool afterCased = false;
        return Convert(state, text, (all, at, rune, to) =>
        {
            if (afterCased)
            {
                AppendLower(all, at, rune, to);
            }
            else
            {
                AppendTitle(rune, to);
            }

            afterCased = IsCased(rune);
        });
    }

    /// <summary>Python's <c>casefold</c>, up to the few letters whose folding is not the lower case of their upper case.</summary>
    public static StringValue Fold(RenderState state, StringValue text) => Convert(state, text, (_, _, rune, to) =>
    {
        var upper = new StringBuilder();
        AppendUpper(rune, upper);
        foreach (var part in upper.ToString().EnumerateRunes())
        {
            to.Append(Rune.ToLowerInvariant(part).ToString());
        }
    });

    private static StringValue Convert(RenderState state, StringValue text, Action<string, int, Rune, StringBuilder> append)
    {
        state.StepThrough(16L * text.Text.Length);
        state.AllocateText(3L * text.Text.Length);
        var converted = new StringBuilder(text.Text.Length);
        int at = 0;
        foreach (var rune in text.Text.EnumerateRunes())
        {
            append(text.Text, at, rune, converted);
            at += rune.Utf16SequenceLength;
        }

        return text.Rewritten(state, converted.ToString());
    }

    private static void AppendUpper(Rune rune, StringBuilder to) => to.Append(Upper(rune));

    // The dotless i and the long s have an upper case in ASCII, which .NET's invariant mapping avoids.
    private static string Upper(Rune rune) => rune.Value switch
    {
        0x131 => "I",
        0x17F => "S",
        _ => SpecialUpper.TryGetValue(rune.Value, out string? special) ? special : Rune.ToUpperInvariant(rune).ToString(),
    };

    private static void AppendTitle(Rune rune, StringBuilder to)
    {
        int titled = rune.Value switch
        {
            0x1C4 or 0x1C5 or 0x1C6 => 0x1C5,
            0x1C7 or 0x1C8 or 0x1C9 => 0x1C8,
            0x1CA or 0x1CB or 0x1CC => 0x1CB,
            0x1F1 or 0x1F2 or 0x1F3 => 0x1F2,
            _ => 0,
        };
        if (titled != 0)
        {
            to.Append((char)titled);
        }
        else if (SpecialUpper.TryGetValue(rune.Value, out string? special))
        {
            to.Append(special[0]).Append(special[1..].ToLowerInvariant());
        }
        else
        {
            to.Append(Upper(rune));
        }
    }

    private static void AppendLower(string all, int at, Rune rune, StringBuilder to)
    {
        string lower = rune.Value switch
        {
            0x130 => "i\u0307",
            0x3A3 => IsFinalSigma(all, at) ? "ς" : "σ",
            _ => Rune.ToLowerInvariant(rune).ToString(),
        };
        to.Append(lower);
    }

    /// <summary>A sigma that ends a word has a form of its own.</summary>
    private static bool IsFinalSigma(string all, int at)
    {
        const int Reach = 32;
        int before = at - 1, after = at + 1;
        while (before >= 0 && before > at - Reach && IsCaseIgnorable(all[before]))
        {
            before--;
        }

        while (after < all.Length && after < at + Reach && IsCaseIgnorable(all[after]))
        {
            after++;
        }

        return before >= 0 && char.IsLetter(all[before]) && (after >= all.Length || !char.IsLetter(all[after]));
    }

    private static bool IsCaseIgnorable(char character) => character is '\'' or '.' or ':' or '^' or '`' or '\u00ad' or '\u2019'
        || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.ModifierSymbol;

    private static bool IsCased(Rune rune) => CharacterTests.IsLower(rune) || CharacterTests.IsUpper(rune)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.TitlecaseLetter;
}
