using Demur.Abstractions;

namespace Demur.Training.Trainers;

/// <summary>Rows that are measured on and not trained on.</summary>
internal static class HeldOutRows
{
    /// <summary>Refuses held-out rows that are trained on too.</summary>
    /// <param name="trained">What identifies the rows that are trained on.</param>
    /// <param name="heldOut">What identifies the held-out rows.</param>
    /// <returns>All of them.</returns>
    /// <exception cref="DemurException">A row is on both sides.</exception>
    public static IEnumerable<string> With(IReadOnlyCollection<string> trained, IReadOnlyCollection<string> heldOut)
    {
        var both = heldOut.Intersect(trained, StringComparer.Ordinal).ToArray();
        return both.Length == 0 ? trained.Concat(heldOut) : throw new DemurException(
            $"{both.Length} of the {heldOut.Count} validation rows are trained on too, the first with id {both[0]}. What ends training must be held out: take these rows out of one of the files.");
    }

    /// <summary>Averages a loss over rows, a batch at a time.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="batch">The rows of a batch.</param>
    /// <param name="lossOf">Gives a batch's mean loss.</param>
    public static double Mean<T>(IReadOnlyList<T> rows, int batch, Func<T[], double> lossOf) =>
        rows.Chunk(batch).Sum(some => some.Length * lossOf(some)) / rows.Count;
}
