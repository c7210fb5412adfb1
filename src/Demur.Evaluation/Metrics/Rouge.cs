using System.Text.RegularExpressions;

namespace Demur.Evaluation.Metrics;

/// <summary>ROUGE (Lin 2004): overlap with a reference in words, word pairs, or the longest common subsequence.</summary>
/// <remarks>Words are runs of a-z and 0-9 in lower case; with stemming, those longer than three letters are cut to their Porter stem.</remarks>
public static partial class Rouge
{
    private const int LongestUnstemmed = 3;

    /// <summary>ROUGE-N: shared runs of <paramref name="n"/> words, each counted as often as it occurs in both.</summary>
    /// <param name="reference">The text to match.</param>
    /// <param name="hypothesis">The text to score.</param>
    /// <param name="n">The words a run.</param>
    /// <param name="stem">Whether to compare stems.</param>
    public static OverlapScore Runs(string reference, string hypothesis, int n, bool stem = false)
    {
        var (expected, given) = (NGrams.Count(WordsOf(reference, stem), n), NGrams.Count(WordsOf(hypothesis, stem), n));
        return OverlapScore.Of(NGrams.Shared(expected, given), given.Values.Sum(), expected.Values.Sum());
    }

    /// <summary>ROUGE-L: the longest common subsequence of words.</summary>
    /// <param name="reference">The text to match.</param>
    /// <param name="hypothesis">The text to score.</param>
    /// <param name="stem">Whether to compare stems.</param>
    public static OverlapScore LongestSubsequence(string reference, string hypothesis, bool stem = false)
    {
        var (expected, given) = (WordsOf(reference, stem), WordsOf(hypothesis, stem));
        var lengths = new int[given.Count + 1];
        foreach (var word in expected)
        {
            var diagonal = 0;
            for (var j = 1; j <= given.Count; j++)
            {
                var above = lengths[j];
                lengths[j] = word == given[j - 1] ? diagonal + 1 : Math.Max(lengths[j], lengths[j - 1]);
                diagonal = above;
            }
        }

        return OverlapScore.Of(lengths[^1], given.Count, expected.Count);
    }

    private static List<string> WordsOf(string text, bool stem) =>
        [.. Word().Matches(text.ToLowerInvariant())
            .Select(match => stem && match.Length > LongestUnstemmed ? PorterStemmer.Stem(match.Value) : match.Value)];

    [GeneratedRegex("[a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
