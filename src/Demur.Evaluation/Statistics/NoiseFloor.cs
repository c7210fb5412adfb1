namespace Demur.Evaluation.Statistics;

/// <summary>How much a rate moves when nothing changed but the draw: what repeated runs of one target show.</summary>
/// <param name="Runs">The repetitions.</param>
/// <param name="Mean">The mean rate.</param>
/// <param name="Deviation">The standard deviation between runs.</param>
/// <param name="Floor">The difference that two runs of the same target stay under 19 times out of 20.</param>
/// <param name="Flips">The mean share of samples that fall differently in two runs.</param>
public sealed record NoiseFloor(int Runs, double Mean, double Deviation, double Floor, double Flips)
{
    /// <summary>Measures the floor.</summary>
    /// <param name="runs">At least two runs; each sample's hit, <see langword="null"/> where it was not scored, in the same order.</param>
    public static NoiseFloor Of(IReadOnlyList<IReadOnlyList<bool?>> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfLessThan(runs.Count, 2);
        int[] scored = [.. Enumerable.Range(0, runs[0].Count).Where(sample => runs.All(run => run[sample] is not null))];
        double[] rates = [.. runs.Select(run => scored.Length == 0 ? 0 : (double)scored.Count(sample => run[sample] == true) / scored.Length)];
        var mean = rates.Average();
        var deviation = Math.Sqrt(rates.Sum(rate => (rate - mean) * (rate - mean)) / (rates.Length - 1));
        var (flips, pairs) = (0.0, 0);
        for (var first = 0; first < runs.Count; first++)
        {
            for (var second = first + 1; second < runs.Count; second++)
            {
                flips += scored.Length == 0 ? 0 : (double)scored.Count(sample => runs[first][sample] != runs[second][sample]) / scored.Length;
                pairs++;
            }
        }

        // Two runs differ with the deviation times the root of two; few runs know the deviation badly, which Student's t pays for.
        var floor = Distributions.StudentQuantile(0.975, runs.Count - 1) * deviation * Math.Sqrt(2);
        return new NoiseFloor(runs.Count, mean, deviation, floor, flips / pairs);
    }
}
