using Demur.Abstractions;

namespace Demur.Data.Overlap;

/// <summary>Finds training rows that ask what an earlier row of the same file asks.</summary>
/// <remarks>
/// Copies are found whatever else the rows say. Near-duplicates are looked for among rows of the same task, since the
/// same document under another task is another row of the grid; a row's own twin, which shares its pair id, is none.
/// </remarks>
/// <param name="options">The thresholds.</param>
/// <param name="embedder">The encoder that compares meanings, or <see langword="null"/> to compare words alone.</param>
public sealed class DuplicateCheck(OverlapOptions options, ITextEmbedder? embedder)
{
    /// <summary>Compares the rows with each other.</summary>
    /// <param name="rows">The rows in the file's order.</param>
    /// <param name="cancellationToken">Stops between batches of the encoder.</param>
    /// <returns>The pairs by the later row; a copy is paired with the first row of its words alone.</returns>
    /// <exception cref="DemurException">An option is outside its range.</exception>
    public async Task<IReadOnlyList<DuplicateMatch>> RunAsync(IReadOnlyList<TrainingRow> rows, CancellationToken cancellationToken)
    {
        options.Validate();
        var texts = rows.Select(row => RequestText.Of(row.Messages, options.RunLength)).ToArray();
        var found = new Dictionary<(int, int), DuplicateMatch>();
        var copies = AddCopies(texts, found);
        AddNear(rows, texts, copies, found);
        if (embedder is not null)
        {
            var index = await MeaningIndex.CreateAsync(embedder, texts, cancellationToken).ConfigureAwait(false);
            foreach (var (later, earlier, cosine) in index.FindNear(index, options.MeaningThreshold, later => later, cancellationToken))
            {
                if (!copies.Contains(later) && !copies.Contains(earlier) && MayRepeat(rows[earlier], rows[later]))
                {
                    found.TryAdd((earlier, later), new DuplicateMatch(earlier, later, cosine, OverlapKind.Meaning));
                }
            }
        }

        return [.. found.Values.OrderBy(match => match.SecondRow).ThenBy(match => match.FirstRow)];
    }

    private static HashSet<int> AddCopies(RequestText[] texts, Dictionary<(int, int), DuplicateMatch> found)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        HashSet<int> copies = [];
        for (var row = 0; row < texts.Length; row++)
        {
            if (!first.TryAdd(texts[row].Key, row))
            {
                copies.Add(row);
                found[(first[texts[row].Key], row)] = new DuplicateMatch(first[texts[row].Key], row, 1, OverlapKind.Exact);
            }
        }

        return copies;
    }

    private void AddNear(IReadOnlyList<TrainingRow> rows, RequestText[] texts, HashSet<int> copies, Dictionary<(int, int), DuplicateMatch> found)
    {
        var index = new RunIndex(texts, options.CommonRunLimit);
        for (var later = 0; later < rows.Count; later++)
        {
            if (copies.Contains(later))
            {
                continue;
            }

            foreach (var (earlier, shared) in index.Find(texts[later]))
            {
                var overlap = shared / (double)(texts[later].Runs.Length + texts[earlier].Runs.Length - shared);
                if (earlier < later && !copies.Contains(earlier) && shared >= options.FewestSharedRuns
                    && overlap >= options.DuplicateThreshold && MayRepeat(rows[earlier], rows[later]))
                {
                    found.TryAdd((earlier, later), new DuplicateMatch(earlier, later, overlap, OverlapKind.Runs));
                }
            }
        }
    }

    private static bool MayRepeat(TrainingRow earlier, TrainingRow later) =>
        earlier.Task == later.Task && (earlier.Pair is null || earlier.Pair != later.Pair);
}
