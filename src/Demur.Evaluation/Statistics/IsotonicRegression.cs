namespace Demur.Evaluation.Statistics;

/// <summary>The rising step function nearest to the labels in squares, read with straight lines between its points.</summary>
public sealed class IsotonicRegression
{
    private readonly double[] _scores;
    private readonly double[] _values;

    private IsotonicRegression(double[] scores, double[] values) => (_scores, _values) = (scores, values);

    /// <summary>Fits by pooling adjacent violators; equal scores are pooled first.</summary>
    /// <param name="labels">The truth, one a case.</param>
    /// <param name="scores">The scores.</param>
    public static IsotonicRegression Fit(IReadOnlyList<bool> labels, IReadOnlyList<double> scores)
    {
        var points = labels.Zip(scores).GroupBy(pair => pair.Second).OrderBy(group => group.Key)
            .Select(group => (Score: group.Key, Sum: (double)group.Count(pair => pair.First), Weight: group.Count()))
            .ToArray();
        var blocks = new Stack<(double Sum, double Weight, int Points)>();
        foreach (var point in points)
        {
            var block = ((double)point.Sum, (double)point.Weight, 1);
            while (blocks.TryPeek(out var top) && top.Sum / top.Weight >= block.Item1 / block.Item2)
            {
                blocks.Pop();
                block = (block.Item1 + top.Sum, block.Item2 + top.Weight, block.Item3 + top.Points);
            }

            blocks.Push(block);
        }

        var values = blocks.Reverse().SelectMany(block => Enumerable.Repeat(block.Sum / block.Weight, block.Points));
        return new IsotonicRegression([.. points.Select(point => point.Score)], [.. values]);
    }

    /// <summary>Gets the fitted value at a score; beyond the ends, the end's value.</summary>
    /// <param name="score">The score.</param>
    public double At(double score)
    {
        var index = Array.BinarySearch(_scores, score);
        if (index >= 0)
        {
            return _values[index];
        }

        var above = ~index;
        if (above == 0 || above == _scores.Length)
        {
            return _values[Math.Clamp(above, 0, _scores.Length - 1)];
        }

        var share = (score - _scores[above - 1]) / (_scores[above] - _scores[above - 1]);
        return _values[above - 1] + (share * (_values[above] - _values[above - 1]));
    }
}
