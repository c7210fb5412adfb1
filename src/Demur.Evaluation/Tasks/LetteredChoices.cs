using Demur.Abstractions;

namespace Demur.Evaluation.Tasks;

/// <summary>Multiple choice for a target that shows only its first token's odds: the choices stand in the question under letters, and the letter is what it says.</summary>
internal static class LetteredChoices
{
    private const int Letters = 26;

    /// <summary>Puts the choices under the last message's question.</summary>
    /// <exception cref="DemurException">There are more choices than letters.</exception>
    public static IReadOnlyList<ChatTurn> Ask(IReadOnlyList<ChatTurn> messages, IReadOnlyList<string> choices)
    {
        if (choices.Count > Letters)
        {
            throw new DemurException($"A remote target is asked for a letter, and {choices.Count} choices are more than {Letters}. Measure a local checkpoint, or give fewer choices.");
        }

        var listed = string.Join('\n', choices.Select((choice, i) => $"{Letter(i)}. {choice.Trim()}"));
        var last = messages[^1];
        return [.. messages.Take(messages.Count - 1), last with { Content = $"{last.Content.TrimEnd()}\n\n{listed}\n\nAnswer with the letter alone." }];
    }

    /// <summary>Reads each choice's log-probability: its letter's tokens together, whatever space stands around them.</summary>
    /// <param name="firstToken">Log-probabilities, in nats, by token.</param>
    /// <param name="count">The number of choices.</param>
    /// <returns>One a choice; a letter that is not listed has the least one listed, which it cannot pass. <see langword="null"/> when no letter is listed.</returns>
    public static double[]? Read(IReadOnlyDictionary<string, double> firstToken, int count)
    {
        var found = Enumerable.Range(0, count)
            .Select(i => firstToken.Where(token => token.Key.Trim() == Letter(i)).Sum(token => Math.Exp(token.Value)))
            .ToArray();
        return found.All(probability => probability == 0) ? null : [.. found.Select(probability => probability > 0 ? Math.Log(probability) : firstToken.Values.Min())];
    }

    private static string Letter(int index) => ((char)('A' + index)).ToString();
}
