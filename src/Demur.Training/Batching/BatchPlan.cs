namespace Demur.Training.Batching;

/// <summary>The order of rows over a whole run: for each optimiser step the row indices, fixed by rows, options, epochs and seed.</summary>
public sealed class BatchPlan
{
    private readonly int[][] steps;

    private BatchPlan(int[][] steps) => this.steps = steps;

    /// <summary>Gets the optimiser steps of the run.</summary>
    public int StepCount => steps.Length;

    /// <summary>Gets the row indices of one step.</summary>
    /// <param name="step">The step, from 0.</param>
    public IReadOnlyList<int> RowsOf(int step) => steps[step];

    /// <summary>Draws the plan.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="options">Batch size, pairing and shuffling.</param>
    /// <param name="epochs">Passes over the rows.</param>
    /// <param name="seed">Seeds the shuffle; each epoch draws on from the same stream.</param>
    public static BatchPlan Create(IReadOnlyList<TokenizedRow> rows, BatchOptions options, int epochs, int seed)
    {
        var random = new Random(seed);
        var groups = Group(rows, options.KeepPairsTogether);
        List<int[]> steps = [];
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var order = groups.ToArray();
            if (options.Shuffle)
            {
                random.Shuffle(order);
            }

            steps.AddRange(order.SelectMany(group => group).Chunk(options.BatchSize));
        }

        return new BatchPlan([.. steps]);
    }

    /// <summary>Cuts one step's rows into micro-batches of at most <paramref name="tokens"/> tokens, longest rows first.</summary>
    /// <remarks>A row longer than the limit is a micro-batch by itself.</remarks>
    /// <param name="rows">The rows of the step.</param>
    /// <param name="tokens">The limit.</param>
    public static IReadOnlyList<IReadOnlyList<TokenizedRow>> CutIntoMicroBatches(IReadOnlyList<TokenizedRow> rows, int tokens) =>
        CutIntoMicroBatches(rows, row => row.TokenIds.Length, tokens);

    /// <summary>Cuts anything that has a length in tokens; see <see cref="CutIntoMicroBatches(IReadOnlyList{TokenizedRow}, int)"/>.</summary>
    /// <typeparam name="T">What is cut.</typeparam>
    /// <param name="rows">The rows of the step.</param>
    /// <param name="length">Gives a row's tokens.</param>
    /// <param name="tokens">The limit.</param>
    public static IReadOnlyList<IReadOnlyList<T>> CutIntoMicroBatches<T>(IReadOnlyList<T> rows, Func<T, int> length, int tokens)
    {
        List<IReadOnlyList<T>> micro = [];
        List<T> current = [];
        var used = 0;
        foreach (var row in rows.OrderByDescending(length))
        {
            if (current.Count > 0 && used + length(row) > tokens)
            {
                micro.Add(current);
                current = [];
                used = 0;
            }

            current.Add(row);
            used += length(row);
        }

        if (current.Count > 0)
        {
            micro.Add(current);
        }

        return micro;
    }

    private static List<int[]> Group(IReadOnlyList<TokenizedRow> rows, bool keepPairsTogether) =>
        [.. Enumerable.Range(0, rows.Count)
            .GroupBy(index => keepPairsTogether && rows[index].Pair is { } pair ? pair : $"\u001f{index}")
            .Select(group => group.ToArray())];
}
