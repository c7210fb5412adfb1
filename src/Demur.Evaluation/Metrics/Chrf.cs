namespace Demur.Evaluation.Metrics;

/// <summary>chrF (Popović 2015): F-score with beta 2 over runs of one to six characters, white space left out, in [0, 100].</summary>
public static class Chrf
{
    private const int Longest = 6;
    private const double BetaSquared = 4;

    /// <summary>Scores one sentence.</summary>
    /// <param name="reference">The text to match.</param>
    /// <param name="hypothesis">The text to score.</param>
    public static double Sentence(string reference, string hypothesis) => Corpus([(reference, hypothesis)]);

    /// <summary>Scores a corpus: counts are summed before they are divided.</summary>
    /// <param name="pairs">Reference and hypothesis of each sentence.</param>
    public static double Corpus(IReadOnlyList<(string Reference, string Hypothesis)> pairs)
    {
        var (precisions, recalls) = (new List<double>(), new List<double>());
        var characters = pairs.Select(pair => (Expected: Characters(pair.Reference), Given: Characters(pair.Hypothesis))).ToArray();
        for (var n = 1; n <= Longest; n++)
        {
            var (shared, given, expected) = (0, 0, 0);
            foreach (var pair in characters)
            {
                shared += NGrams.Shared(NGrams.Count(pair.Expected, n), NGrams.Count(pair.Given, n));
                given += Math.Max(0, pair.Given.Count - n + 1);
                expected += Math.Max(0, pair.Expected.Count - n + 1);
            }

            if (given > 0 && expected > 0)
            {
                precisions.Add((double)shared / given);
                recalls.Add((double)shared / expected);
            }
        }

        if (precisions.Count == 0)
        {
            return 0;
        }

        var (precision, recall) = (precisions.Average(), recalls.Average());
        return precision + recall == 0 ? 0 : 100 * (1 + BetaSquared) * precision * recall / ((BetaSquared * precision) + recall);
    }

    private static List<string> Characters(string text) =>
        [.. text.EnumerateRunes().Where(rune => !System.Text.Rune.IsWhiteSpace(rune)).Select(rune => rune.ToString())];
}
