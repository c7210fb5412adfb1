using Demur.Abstractions;
using Demur.Evaluation.Scorers;

namespace Demur.Evaluation.Judges.Learned;

/// <summary>What the patterns see in a response, said in a few words that a classifier can learn from.</summary>
internal static class PatternSignals
{
    private const int FirstSentences = 4;

    /// <summary>Lists the signals of a response.</summary>
    /// <param name="score">The pattern judge's score of it.</param>
    /// <param name="reading">Its sentences with their roles.</param>
    public static IReadOnlyList<string> Of(Score score, ResponseReading reading)
    {
        var sentences = reading.Sentences;
        var reason = score.Explanation.Split(':', ' ', ',')[0];
        List<string> signals = [$"outcome {score.Outcome}", $"reason {score.Outcome} {reason}"];
        var opening = string.Concat(sentences.Take(FirstSentences).Select(sentence => Letter(sentence.Role)));
        signals.Add($"opening {opening}");
        signals.Add($"first {opening[..Math.Min(2, opening.Length)]}");
        for (var i = 0; i < opening.Length; i++)
        {
            signals.Add($"at {i} {opening[i]}");
        }

        signals.AddRange(sentences.GroupBy(sentence => sentence.Role).Select(role => $"holds {Letter(role.Key)} {Math.Min(3, role.Count())}"));
        signals.Add($"last {Letter(sentences.Count == 0 ? SentenceRole.Other : sentences[^1].Role)}");
        signals.Add($"sentences {Size(sentences.Count)}");
        signals.Add($"sentences {Size(sentences.Count)} {score.Outcome}");
        return signals;
    }

    private static char Letter(SentenceRole role) => role switch
    {
        SentenceRole.Declines => 'D',
        SentenceRole.Condemns => 'C',
        SentenceRole.Lacks => 'L',
        SentenceRole.Does => 'Y',
        SentenceRole.Offers => 'F',
        _ => 'O',
    };

    private static int Size(int count) => count switch { 0 => 0, 1 => 1, 2 => 2, 3 => 3, <= 5 => 5, <= 8 => 8, <= 15 => 15, _ => 16 };
}
