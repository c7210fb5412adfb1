namespace Demur.Evaluation.Reports;

/// <summary>Finds the runs that no other run beats on both axes.</summary>
internal static class ParetoFront
{
    /// <summary>Gets the places of the points that are not dominated, from left to right; more is better on both axes.</summary>
    public static IReadOnlyList<int> Of(IReadOnlyList<(double X, double Y)> points) =>
    [
        .. Enumerable.Range(0, points.Count)
            .Where(index => !points.Any(other => other.X >= points[index].X && other.Y >= points[index].Y && (other.X > points[index].X || other.Y > points[index].Y)))
            .OrderBy(index => points[index].X).ThenByDescending(index => points[index].Y),
    ];
}
