using Demur.Abstractions;

namespace Demur.Data.Overlap;

/// <summary>Finds training rows that give away samples of the suites they will be measured on.</summary>
/// <remarks>
/// Compared are the user turns. Three ways, the first that holds is reported: the same words; a share of the sample's
/// word runs inside the row; with an encoder, the cosine of both vectors. A sample's twin in the training rows is
/// reported like any other row: it teaches half of the pair.
/// </remarks>
/// <param name="options">The thresholds.</param>
/// <param name="embedder">The encoder that compares meanings, or <see langword="null"/> to compare words alone.</param>
public sealed class ContaminationCheck(OverlapOptions options, ITextEmbedder? embedder)
{
    /// <summary>Gets what is told how many suites were compared, which with an encoder takes minutes.</summary>
    public IProgress<int>? SuitesDone { get; init; }

    /// <summary>Compares every row with every sample.</summary>
    /// <param name="rows">The training rows.</param>
    /// <param name="suites">The suites.</param>
    /// <param name="cancellationToken">Stops between suites and between batches of the encoder.</param>
    /// <exception cref="DemurException">An option is outside its range.</exception>
    public async Task<ContaminationReport> RunAsync(IReadOnlyList<TrainingRow> rows, IReadOnlyList<Suite> suites, CancellationToken cancellationToken)
    {
        options.Validate();
        var texts = rows.Select(row => RequestText.Of(row.Messages, options.RunLength)).ToArray();
        var places = new RowPlaces(rows, texts, new RunIndex(texts, options.CommonRunLimit), embedder is null ? null : await MeaningIndex.CreateAsync(embedder, texts, cancellationToken).ConfigureAwait(false));
        List<ContaminationMatch> matches = [];
        var done = 0;
        foreach (var suite in suites)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var samples = suite.Samples.Select(sample => RequestText.Of(sample.Messages, options.RunLength)).ToArray();
            var found = await FindAsync(places, samples, cancellationToken).ConfigureAwait(false);
            matches.AddRange(found
                .OrderBy(match => match.Sample).ThenBy(match => match.Kind).ThenByDescending(match => match.Overlap)
                .Select(match => new ContaminationMatch(rows[match.Row].Id, suite.Name, suite.Samples[match.Sample].Id, match.Overlap, match.Kind)));
            SuitesDone?.Report(++done);
        }

        return new ContaminationReport(rows.Count, suites.Sum(suite => suite.Samples.Count), embedder is not null, matches);
    }

    private async Task<List<Found>> FindAsync(RowPlaces places, RequestText[] samples, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(int Row, int Sample), Found>();
        for (var index = 0; index < samples.Length; index++)
        {
            foreach (var match in ByWords(places, samples[index], index))
            {
                found.TryAdd((match.Row, match.Sample), match);
            }
        }

        if (embedder is not null && places.Meanings is { } meanings)
        {
            var others = await MeaningIndex.CreateAsync(embedder, samples, cancellationToken).ConfigureAwait(false);
            foreach (var (sample, row, cosine) in meanings.FindNear(others, options.MeaningThreshold, _ => meanings.Count, cancellationToken))
            {
                found.TryAdd((row, sample), new Found(row, sample, cosine, OverlapKind.Meaning));
            }
        }

        return [.. found.Values];
    }

    private IEnumerable<Found> ByWords(RowPlaces places, RequestText sample, int index)
    {
        foreach (var row in places.ByKey[sample.Key])
        {
            yield return new Found(row, index, 1, OverlapKind.Exact);
        }

        foreach (var (row, shared) in places.Runs.Find(sample))
        {
            var share = shared / (double)sample.Runs.Length;
            if (shared >= options.FewestSharedRuns && share >= options.ContaminationThreshold)
            {
                yield return new Found(row, index, share, OverlapKind.Runs);
            }
        }
    }

    private sealed record Found(int Row, int Sample, double Overlap, OverlapKind Kind);

    private sealed class RowPlaces(IReadOnlyList<TrainingRow> rows, RequestText[] texts, RunIndex runs, MeaningIndex? meanings)
    {
        public ILookup<string, int> ByKey { get; } = Enumerable.Range(0, rows.Count).ToLookup(row => texts[row].Key);

        public RunIndex Runs => runs;

        public MeaningIndex? Meanings => meanings;
    }
}
