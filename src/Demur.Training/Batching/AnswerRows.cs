using Demur.Models.Modules;

namespace Demur.Training.Batching;

/// <summary>The rows of a packed batch that are known to be answers, packed by themselves.</summary>
public sealed record AnswerRows
{
    /// <summary>Gets the rows.</summary>
    public required TokenBatch Tokens { get; init; }

    /// <summary>Gets where each of their tokens lies in the whole batch, ascending.</summary>
    public required long[] Places { get; init; }

    /// <summary>Gets the positions that predict a target, counted in the whole batch.</summary>
    public required long[] Predicting { get; init; }

    /// <summary>Gets the same positions, counted in <see cref="Tokens"/>.</summary>
    public required long[] PredictingWithin { get; init; }

    /// <summary>Gets for each predicting position whether it predicts its row's first target.</summary>
    public required bool[] IsFirst { get; init; }

    /// <summary>Picks them out.</summary>
    /// <param name="batch">The whole batch.</param>
    /// <returns>The rows, or <see langword="null"/> when no target is an answer's.</returns>
    public static AnswerRows? Of(PackedBatch batch)
    {
        var within = new long[batch.TokenIds.Length];
        List<long> places = [];
        var start = 0;
        for (var row = 0; row < batch.Lengths.Length; row++)
        {
            for (var token = start; token < start + batch.Lengths[row] && batch.Refuses[row] == false; token++)
            {
                within[token] = places.Count;
                places.Add(token);
            }

            start += batch.Lengths[row];
        }

        int[] targets = [.. Enumerable.Range(0, batch.Targets.Length).Where(target => batch.Refuses[batch.TargetRows[target]] == false)];
        if (targets.Length == 0)
        {
            return null;
        }

        return new AnswerRows
        {
            Tokens = TokenBatch.Of([.. batch.Rows().Where((_, row) => batch.Refuses[row] == false)]),
            Places = [.. places],
            Predicting = [.. targets.Select(target => (long)batch.PredictingPositions[target])],
            IsFirst = [.. targets.Select(target => batch.PredictingPositions[target] == batch.FirstPositions[batch.TargetRows[target]])],
            PredictingWithin = [.. targets.Select(target => within[batch.PredictingPositions[target]])],
        };
    }
}
