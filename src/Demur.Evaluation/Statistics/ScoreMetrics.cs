namespace Demur.Evaluation.Statistics;

/// <summary>How well probabilities separate yes from no.</summary>
public static class ScoreMetrics
{
    /// <summary>The area under the ROC curve: the chance that a yes scores above a no, ties counting half.</summary>
    /// <param name="labels">The truth, one a case.</param>
    /// <param name="scores">The scores, higher for yes.</param>
    public static double Auroc(IReadOnlyList<bool> labels, IReadOnlyList<double> scores)
    {
        var ranks = Ranks.Of(scores);
        double yes = labels.Count(label => label);
        var sum = ranks.Where((_, index) => labels[index]).Sum();
        return (sum - (yes * (yes + 1) / 2)) / (yes * (labels.Count - yes));
    }

    /// <summary>The ROC curve from (0, 0), one point a threshold; points on a straight run of equal steps are left out.</summary>
    /// <param name="labels">The truth, one a case.</param>
    /// <param name="scores">The scores, higher for yes.</param>
    public static IReadOnlyList<(double FalsePositiveRate, double TruePositiveRate)> Roc(IReadOnlyList<bool> labels, IReadOnlyList<double> scores)
    {
        var steps = Thresholds(labels, scores);
        var kept = steps.Where((_, i) => i == 0 || i == steps.Count - 1 || !IsStraight(steps, i)).ToList();
        double yes = labels.Count(label => label);
        return [(0, 0), .. kept.Select(step => (step.False / (labels.Count - yes), step.True / yes))];
    }

    /// <summary>Average precision: the sum over thresholds of precision times the step in recall.</summary>
    /// <param name="labels">The truth, one a case.</param>
    /// <param name="scores">The scores, higher for yes.</param>
    public static double AveragePrecision(IReadOnlyList<bool> labels, IReadOnlyList<double> scores)
    {
        double yes = labels.Count(label => label);
        double average = 0, before = 0;
        foreach (var (positives, negatives) in Thresholds(labels, scores))
        {
            average += (positives - before) / yes * (positives / (positives + negatives));
            before = positives;
        }

        return average;
    }

    /// <summary>Counts decisions at a threshold, scores at it counting as yes.</summary>
    /// <param name="labels">The truth, one a case.</param>
    /// <param name="scores">The scores, higher for yes.</param>
    /// <param name="threshold">The least score of a yes.</param>
    public static BinaryConfusion At(IReadOnlyList<bool> labels, IReadOnlyList<double> scores, double threshold = 0.5) =>
        BinaryConfusion.Of(labels, [.. scores.Select(score => score >= threshold)]);

    // Cumulative true and false positives at each distinct score, from the highest.
    private static List<(double True, double False)> Thresholds(IReadOnlyList<bool> labels, IReadOnlyList<double> scores)
    {
        var steps = new List<(double True, double False)>();
        double positives = 0, negatives = 0;
        foreach (var group in labels.Zip(scores).GroupBy(pair => pair.Second).OrderByDescending(group => group.Key))
        {
            positives += group.Count(pair => pair.First);
            negatives += group.Count(pair => !pair.First);
            steps.Add((positives, negatives));
        }

        return steps;
    }

    private static bool IsStraight(List<(double True, double False)> steps, int i) =>
        steps[i + 1].True - steps[i].True == steps[i].True - steps[i - 1].True
        && steps[i + 1].False - steps[i].False == steps[i].False - steps[i - 1].False;
}
