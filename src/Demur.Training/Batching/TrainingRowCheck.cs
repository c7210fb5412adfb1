using Demur.Abstractions;

namespace Demur.Training.Batching;

/// <summary>Refuses rows that training could not learn from.</summary>
public static class TrainingRowCheck
{
    /// <summary>Refuses an empty set, and one in which no token is a target: its loss would be 0 and teach nothing.</summary>
    /// <param name="rows">The rows.</param>
    /// <exception cref="DemurException">There is nothing to learn.</exception>
    public static void HasTargets(IReadOnlyList<TokenizedRow> rows)
    {
        if (rows.Count == 0)
        {
            throw new DemurException("There are no training rows. Build some with 'demur data build', or check that the file is the right one.");
        }

        if (rows.All(row => row.TargetCount == 0))
        {
            throw new DemurException(
                $"None of the {rows.Count} rows has a token to learn: every label is masked. Check that the last turn of each row is the assistant's and is not empty, " +
                "and that the chat template renders it.");
        }
    }
}
