using System.Text.RegularExpressions;

namespace Demur.Evaluation.Metrics;

/// <summary>BLEU (Papineni et al. 2002) with one reference: 13a tokens, case kept, runs of one to four, exponential smoothing, in [0, 100].</summary>
public static partial class Bleu
{
    private const int Longest = 4;

    /// <summary>Scores one sentence; runs longer than the sentence are left out of the mean.</summary>
    /// <param name="reference">The text to match.</param>
    /// <param name="hypothesis">The text to score.</param>
    public static double Sentence(string reference, string hypothesis) => Score([(reference, hypothesis)], effectiveOrder: true);

    /// <summary>Scores a corpus: counts are summed before they are divided.</summary>
    /// <param name="pairs">Reference and hypothesis of each sentence.</param>
    public static double Corpus(IReadOnlyList<(string Reference, string Hypothesis)> pairs) => Score(pairs, effectiveOrder: false);

    private static double Score(IReadOnlyList<(string Reference, string Hypothesis)> pairs, bool effectiveOrder)
    {
        var (shared, given) = (new int[Longest], new int[Longest]);
        var (expectedLength, givenLength) = (0, 0);
        foreach (var (reference, hypothesis) in pairs)
        {
            var (expected, tokens) = (Tokens(reference), Tokens(hypothesis));
            expectedLength += expected.Count;
            givenLength += tokens.Count;
            for (var n = 1; n <= Longest; n++)
            {
                shared[n - 1] += NGrams.Shared(NGrams.Count(expected, n), NGrams.Count(tokens, n));
                given[n - 1] += Math.Max(0, tokens.Count - n + 1);
            }
        }

        if (shared.All(count => count == 0))
        {
            return 0;
        }

        var penalty = givenLength < expectedLength ? Math.Exp(1 - ((double)expectedLength / givenLength)) : 1;
        return penalty * MeanPrecision(shared, given, effectiveOrder);
    }

    private static double MeanPrecision(int[] shared, int[] given, bool effectiveOrder)
    {
        var (sum, smoothing, counted) = (0.0, 1.0, 0);
        for (var n = 0; n < Longest && given[n] > 0; n++)
        {
            smoothing *= shared[n] == 0 ? 2 : 1;
            sum += Math.Log(shared[n] == 0 ? 100 / (smoothing * given[n]) : 100.0 * shared[n] / given[n]);
            counted++;
        }

        // A corpus without any run of the full length scores nothing unless shorter runs may stand for it.
        return counted == Longest || effectiveOrder ? Math.Exp(sum / counted) : 0;
    }

    private static string[] Split(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static List<string> Tokens(string text)
    {
        var line = text.Replace("<skipped>", "", StringComparison.Ordinal).Replace("-\n", "", StringComparison.Ordinal).Replace('\n', ' ');
        if (line.Contains('&', StringComparison.Ordinal))
        {
            line = line.Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal)
                .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal);
        }

        line = Symbols().Replace($" {line} ", " $1 ");
        line = MarkAfterText().Replace(line, "$1 $2 ");
        line = MarkBeforeText().Replace(line, " $1 $2");
        return [.. Split(DashAfterDigit().Replace(line, "$1 $2 "))];
    }

    [GeneratedRegex(@"([\{-\~\[-\` -\&\(-\+\:-\@\/])", RegexOptions.CultureInvariant)]
    private static partial Regex Symbols();

    [GeneratedRegex(@"([^0-9])([\.,])", RegexOptions.CultureInvariant)]
    private static partial Regex MarkAfterText();

    [GeneratedRegex(@"([\.,])([^0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex MarkBeforeText();

    [GeneratedRegex("([0-9])(-)", RegexOptions.CultureInvariant)]
    private static partial Regex DashAfterDigit();
}
