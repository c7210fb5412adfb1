namespace Demur.Evaluation.Statistics;

/// <summary>Ranks with ties shared.</summary>
internal static class Ranks
{
    /// <summary>Gets the rank of each value from 1, ties getting their mean rank.</summary>
    public static double[] Of(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(index => values[index]).ToArray();
        var ranks = new double[values.Count];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end < order.Length && values[order[end]] == values[order[start]])
            {
                end++;
            }

            for (var i = start; i < end; i++)
            {
                ranks[order[i]] = (start + 1 + end) / 2.0;
            }

            start = end;
        }

        return ranks;
    }

    /// <summary>Gets how many values share each tied value, singles left out.</summary>
    public static double[] Ties(IEnumerable<double> values) =>
        [.. values.GroupBy(value => value).Select(group => (double)group.Count()).Where(count => count > 1)];
}
