namespace Demur.Training.Batching;

/// <summary>Finds the tokens that refusals begin with.</summary>
public static class RefusalTokens
{
    private const double LeastShare = 0.03;

    /// <summary>Takes the first targets of the rows that refuse, leaving out those of fewer than 3 in 100.</summary>
    /// <param name="rows">The rows.</param>
    /// <returns>Token ids, ascending; empty when no row refuses.</returns>
    public static IReadOnlyList<int> Of(IReadOnlyList<TokenizedRow> rows)
    {
        var first = rows.Where(row => row.Refuses == true && row.TargetCount > 0)
            .Select(row => row.TokenIds[Array.IndexOf(row.IsTarget, true, 1)]).ToArray();
        return [.. first.GroupBy(token => token).Where(group => group.Count() >= LeastShare * first.Length).Select(group => group.Key).Order()];
    }
}
