using Demur.Abstractions;

namespace Demur.Cli.Replication.Derta;

/// <summary>Words refusals so that they go on from the word that the turn is learnt with.</summary>
/// <remarks>
/// The turn teaches one word at every position of a harmful answer; what follows it is learnt from refusals alone. Where those begin otherwise, nothing says what comes after
/// the word, and a small model says it over and over.
/// </remarks>
internal static class TurnedRefusals
{
    private const string Apology = "I'm sorry, ";

    /// <summary>Lets a pair's refusal begin with the word.</summary>
    public static PreferencePair Of(PreferencePair pair, string word) => pair with { Chosen = Begin(pair.Chosen, word) };

    private static string Begin(string refusal, string word)
    {
        if (refusal.StartsWith(word, StringComparison.Ordinal))
        {
            return refusal;
        }

        if (refusal.StartsWith(Apology, StringComparison.Ordinal))
        {
            return $"{word}, {refusal[Apology.Length..]}";
        }

        var speaks = refusal.StartsWith("I ", StringComparison.Ordinal) || refusal.StartsWith("I'", StringComparison.Ordinal);
        return speaks ? $"{word}, {refusal}" : $"{word}, {char.ToLowerInvariant(refusal[0])}{refusal[1..]}";
    }
}
