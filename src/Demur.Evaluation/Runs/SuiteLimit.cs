using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Draws a smaller suite that is like the whole.</summary>
public static class SuiteLimit
{
    /// <summary>Keeps at most <paramref name="limit"/> samples: tasks and labels take turns, twins stay together where the limit allows.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="limit">The samples to keep, at least 1.</param>
    /// <param name="seed">Decides which; the same seed draws the same samples, and a larger limit draws more of them.</param>
    /// <returns>The suite with the kept samples in their old order.</returns>
    public static Suite Apply(Suite suite, int limit, int seed)
    {
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (suite.Samples.Count <= limit)
        {
            return suite;
        }

        // A unit is a pair of twins or a single sample; units of one kind queue up in a drawn order, and the kinds take turns.
        var queues = suite.Samples.Index()
            .GroupBy(sample => sample.Item.Pair is { } pair ? $"{sample.Item.Task}|{pair}" : sample.Item.Id)
            .Select(unit => unit.ToArray())
            .GroupBy(unit => $"{unit[0].Item.Task}|{string.Join(',', unit.Select(sample => sample.Item.Label).Order())}")
            .OrderBy(kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => new Queue<(int Index, Sample Item)[]>(kind.OrderBy(unit => Draw(unit[0].Item.Id, seed), StringComparer.Ordinal)))
            .ToArray();
        var kept = new HashSet<int>();
        while (kept.Count < limit)
        {
            foreach (var queue in queues.Where(queue => queue.Count > 0))
            {
                kept.UnionWith(queue.Dequeue().Take(limit - kept.Count).Select(sample => sample.Index));
            }
        }

        return suite with { Samples = [.. suite.Samples.Where((_, index) => kept.Contains(index))] };
    }

    private static string Draw(string id, int seed) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed.ToString(CultureInfo.InvariantCulture)} {id}")));
}
