namespace Demur.Evaluation.Metrics;

/// <summary>Counts runs of tokens.</summary>
internal static class NGrams
{
    /// <summary>Counts the runs of <paramref name="n"/> tokens.</summary>
    public static Dictionary<string, int> Count(IReadOnlyList<string> tokens, int n)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + n <= tokens.Count; i++)
        {
            var run = string.Join('\u001f', Enumerable.Range(i, n).Select(index => tokens[index]));
            counts[run] = counts.GetValueOrDefault(run) + 1;
        }

        return counts;
    }

    /// <summary>Counts the runs in both, each as often as in the one that has it less.</summary>
    public static int Shared(Dictionary<string, int> expected, Dictionary<string, int> given) =>
        given.Sum(entry => Math.Min(entry.Value, expected.GetValueOrDefault(entry.Key)));
}
