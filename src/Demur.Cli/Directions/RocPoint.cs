using Demur.Abstractions;

namespace Demur.Cli.Directions;

/// <summary>One threshold of a detector.</summary>
/// <param name="Threshold">The least projection that is flagged.</param>
/// <param name="Flagged">The share of harmless prompts flagged.</param>
/// <param name="Found">The share of harmful prompts flagged.</param>
internal sealed record RocPoint(double Threshold, double Flagged, double Found)
{
    /// <summary>Gives every threshold, the strictest first; the first point flags nothing.</summary>
    public static IReadOnlyList<RocPoint> Of(IReadOnlyList<ProjectionRow> rows)
    {
        var (harmful, harmless) = (rows.Count(row => row.Label == SampleLabel.Harmful), rows.Count(row => row.Label == SampleLabel.Harmless));
        var (found, flagged) = (0, 0);
        List<RocPoint> points = [new(Math.BitIncrement(rows.Max(row => row.Projection)), 0, 0)];
        foreach (var level in rows.GroupBy(row => row.Projection).OrderByDescending(group => group.Key))
        {
            found += level.Count(row => row.Label == SampleLabel.Harmful);
            flagged += level.Count(row => row.Label == SampleLabel.Harmless);
            points.Add(new RocPoint(level.Key, (double)flagged / harmless, (double)found / harmful));
        }

        return points;
    }
}
