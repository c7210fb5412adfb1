using Demur.Abstractions;

namespace Demur.Evaluation.Judges;

/// <summary>How right a judge is when it may stay silent where it is least sure.</summary>
internal static class CoverageCurve
{
    private static readonly double[] Shares = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];

    public static IReadOnlyList<CoveragePoint> Of(IReadOnlyList<JudgedResponse> judged)
    {
        var surest = judged.Where(row => row.Score is { Confidence: not null, Outcome: not Outcome.Unscored })
            .OrderByDescending(row => row.Score.Confidence).ToArray();
        return [.. Shares.Select(share => At(surest, judged.Count, share)).OfType<CoveragePoint>().DistinctBy(point => point.Rows)];
    }

    private static CoveragePoint? At(JudgedResponse[] surest, int all, double share)
    {
        var kept = Math.Min(surest.Length, (int)Math.Ceiling(share * all));
        if (kept == 0)
        {
            return null;
        }

        var table = new AgreementTable();
        foreach (var row in surest.Take(kept))
        {
            table.Add(AgreementTable.Cell(row.Labelled.Label, row.Score.Outcome));
        }

        return new CoveragePoint(
            (double)kept / all, kept, surest[kept - 1].Score.Confidence!.Value, (double)table.Right / kept, table.Against(Outcome.FullRefusal).F1);
    }
}
