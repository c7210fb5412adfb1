using System.Globalization;

namespace Demur.Cli.Output;

/// <summary>Asks a model many things at once, with a line of progress.</summary>
internal static class BoundedWork
{
    private const int AtOnce = 16;

    /// <summary>Runs the work for every item and gives the results in the items' order.</summary>
    public static async Task<IReadOnlyList<TResult>> RunAsync<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<TItem, CancellationToken, Task<TResult>> work, string what, CancellationToken cancellationToken)
    {
        using var line = new ProgressLine(TimeProvider.System);
        var results = new TResult[items.Count];
        var done = 0;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, items.Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                results[index] = await work(items[index], token).ConfigureAwait(false);
                line.Show(string.Create(CultureInfo.InvariantCulture, $"{what}: {Interlocked.Increment(ref done)}/{items.Count}"), always: done == items.Count);
            }).ConfigureAwait(false);
        return results;
    }
}
