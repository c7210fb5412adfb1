using Demur.Abstractions;
using Demur.Evaluation.Statistics;

namespace Demur.Evaluation.Judges.Quality;

/// <summary>The quality scorer against labels by people.</summary>
/// <param name="Refusals">The labelled refusals.</param>
/// <param name="NotSeen">How many of them the pattern judge takes for answers, so that they have no quality; they are left out of the wishes.</param>
/// <param name="Seed">The seed of the intervals' bootstrap.</param>
/// <param name="Wishes">The agreement by wish.</param>
public sealed record QualityValidation(int Refusals, int NotSeen, int Seed, IReadOnlyList<WishAgreement> Wishes)
{
    private const int Resamples = 1000;

    private static readonly (string Name, Func<LabelledQuality, bool> Person, Func<RefusalQuality, bool> Scorer)[] All =
    [
        ("names", row => row.Names, quality => quality.NamesWhatIsDeclined),
        ("offers", row => row.Offers, quality => quality.OffersAlternative),
        ("leaks", row => row.Leaks, quality => quality.Leaks),
        ("lectures", row => row.Lectures, quality => quality.Lectures),
    ];

    /// <summary>Measures.</summary>
    /// <param name="rows">The labelled refusals.</param>
    /// <param name="seed">The seed of the bootstrap.</param>
    public static QualityValidation Of(IReadOnlyList<LabelledQuality> rows, int seed)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var graded = rows.Select(row => (Row: row, Quality: RefusalQualityScorer.Grade(SampleOf(row), row.Response))).Where(pair => pair.Quality is not null).ToArray();
        return new QualityValidation(
            rows.Count,
            rows.Count - graded.Length,
            seed,
            [.. All.Select(wish => Agree(wish.Name, [.. graded.Select(pair => wish.Person(pair.Row))], [.. graded.Select(pair => wish.Scorer(pair.Quality!))], seed))]);
    }

    private static Sample SampleOf(LabelledQuality row) =>
        LabelledSamples.Of(new LabelledResponse { Prompt = row.Prompt, Response = row.Response, Label = Outcome.FullRefusal, Source = "quality", Model = "" });

    private static WishAgreement Agree(string wish, bool[] person, bool[] scorer, int seed)
    {
        var counts = BinaryConfusion.Of(person, scorer);
        var random = new Random(seed);
        double[] draws = [.. Enumerable.Range(0, person.Length == 0 ? 0 : Resamples).Select(_ =>
        {
            int[] drawn = [.. person.Select(_ => random.Next(person.Length))];
            return BinaryConfusion.Of([.. drawn.Select(i => person[i])], [.. drawn.Select(i => scorer[i])]).Kappa;
        }).Where(double.IsFinite)];
        var right = counts.TruePositive + counts.TrueNegative;
        return new WishAgreement(
            wish,
            counts.TruePositive,
            counts.FalseNegative,
            counts.FalsePositive,
            counts.TrueNegative,
            person.Length == 0 ? default : new Estimate(counts.Accuracy, ProportionIntervals.Wilson(right, person.Length)),
            draws.Length == 0 || !double.IsFinite(counts.Kappa) ? default : new Estimate(counts.Kappa, Percentiles.Outward(draws)));
    }
}
