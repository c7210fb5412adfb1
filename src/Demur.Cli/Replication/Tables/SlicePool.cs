using Demur.Evaluation.Statistics;

namespace Demur.Cli.Replication.Tables;

/// <summary>Slices of some cells, read text by text: what stands at one place of a suite belongs together, whatever the task and the cell.</summary>
/// <param name="cells">For each cell its slices, those of one suite all of the same length and order.</param>
internal sealed class SlicePool(IReadOnlyList<IReadOnlyList<LedgerSlice>> cells)
{
    private const int BootstrapSeed = 1;

    private readonly string[] _suites = [.. cells.SelectMany(slices => slices).Select(slice => slice.Suite).Distinct()];

    private IReadOnlyList<IReadOnlyList<LedgerSlice>> Cells => cells;

    /// <summary>Picks slices of lines.</summary>
    /// <param name="lines">The cells' lines; those of earlier seeds come first.</param>
    /// <param name="which">The slices that count.</param>
    public static SlicePool Of(IEnumerable<LedgerLine> lines, Func<LedgerSlice, bool> which) =>
        new([.. lines.OrderBy(line => line.Seed).Select(line => (IReadOnlyList<LedgerSlice>)[.. line.Slices.Where(which)])]);

    /// <summary>Gets the share of hits among scored samples, or <see langword="null"/> where none is scored.</summary>
    public PooledShare? Share(Func<char, bool> hit)
    {
        (int Hits, int Samples)[] texts = [.. Places(this).Select(place => Count(place, hit)).Where(count => count.Samples > 0)];
        if (texts is [])
        {
            return null;
        }

        var whole = ClusteredProportion.Of(texts);
        return new PooledShare(whole.Share, whole.Interval, texts.Sum(text => text.Samples), texts.Length, [.. cells.Select(slices => MeanOf(slices, hit))]);
    }

    /// <summary>Gets how much more often this is a hit than another pool on the same texts, or <see langword="null"/> where they share none.</summary>
    /// <param name="other">What is subtracted, its suites in the same order; the last of its cells stands beside all further ones of this pool.</param>
    /// <param name="hit">What counts.</param>
    public PooledDifference? Minus(SlicePool other, Func<char, bool> hit)
    {
        double[] differences = [.. Places(this)
            .Select(place => (Own: Count(place, hit), Theirs: other.Count(place, hit)))
            .Where(pair => pair.Own.Samples > 0 && pair.Theirs.Samples > 0)
            .Select(pair => ShareOf(pair.Own) - ShareOf(pair.Theirs))];
        if (differences is [])
        {
            return null;
        }

        var byCell = cells.Select((slices, index) => MeanOf(slices, hit) - MeanOf(other.Cells[Math.Min(index, other.Cells.Count - 1)], hit));
        return new PooledDifference(differences.Average(), PairedBootstrap.MeanDifference(differences, BootstrapSeed), differences.Length, [.. byCell]);
    }

    private static IEnumerable<(int Suite, int Place)> Places(SlicePool pool) => pool._suites.Index()
        .SelectMany(suite => Enumerable.Range(0, pool.Cells.SelectMany(slices => slices).Where(slice => slice.Suite == suite.Item).Max(slice => slice.Outcomes.Length)).Select(place => (suite.Index, place)));

    private (int Hits, int Samples) Count((int Suite, int Place) at, Func<char, bool> hit)
    {
        if (at.Suite >= _suites.Length)
        {
            return (0, 0);
        }

        char[] letters = [.. cells.SelectMany(slices => slices).Where(slice => slice.Suite == _suites[at.Suite] && at.Place < slice.Outcomes.Length)
            .Select(slice => slice.Outcomes[at.Place]).Where(letter => !OutcomeLetters.IsUnscored(letter))];
        return (letters.Count(hit), letters.Length);
    }

    private static double MeanOf(IReadOnlyList<LedgerSlice> slices, Func<char, bool> hit)
    {
        char[] letters = [.. slices.SelectMany(slice => slice.Outcomes).Where(letter => !OutcomeLetters.IsUnscored(letter))];
        return letters is [] ? double.NaN : (double)letters.Count(hit) / letters.Length;
    }

    private static double ShareOf((int Hits, int Samples) count) => (double)count.Hits / count.Samples;
}
