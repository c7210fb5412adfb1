namespace Demur.Cli.Replication.Tables;

/// <summary>What the grid says of one of a paper's claims.</summary>
/// <param name="Claim">The claim, in words.</param>
/// <param name="Figure">What was compared, with intervals.</param>
/// <param name="N">The texts and cells behind it.</param>
/// <param name="Word">Confirmed, not confirmed, or inconclusive.</param>
internal sealed record Verdict(string Claim, string Figure, string N, string Word)
{
    public const string Confirmed = "confirmed";
    public const string NotConfirmed = "not confirmed";
    public const string Inconclusive = "inconclusive";

    private const int FewestCells = 2;

    /// <summary>Judges a claim that one share is above another.</summary>
    /// <remarks>
    /// Confirmed where the interval lies above nought and so does every cell, of at least two; not confirmed where the interval lies at nought
    /// or below as a whole; inconclusive otherwise.
    /// </remarks>
    public static Verdict OfRise(string claim, PooledDifference? difference, string what) => Of(
        claim, difference, what, difference is null ? Inconclusive
            : difference.Interval.High <= 0 ? NotConfirmed
            : difference.Interval.Low > 0 && difference.Cells.Count >= FewestCells && difference.Cells.All(cell => cell > 0) ? Confirmed : Inconclusive);

    /// <summary>Judges a claim that one share is below another, by the same rule.</summary>
    public static Verdict OfFall(string claim, PooledDifference? difference, string what) => Of(
        claim, difference, what, difference is null ? Inconclusive
            : difference.Interval.Low >= 0 ? NotConfirmed
            : difference.Interval.High < 0 && difference.Cells.Count >= FewestCells && difference.Cells.All(cell => cell < 0) ? Confirmed : Inconclusive);

    /// <summary>Judges a claim that one share is not above another by more than a bound.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="difference">The rise that should not be.</param>
    /// <param name="what">What was compared.</param>
    /// <param name="bound">The rise that is borne, as a share.</param>
    public static Verdict OfNoRise(string claim, PooledDifference? difference, string what, double bound) => Of(
        claim, difference, TableText.Text($"{what} (at most {100 * bound:F0} borne)"), difference is null ? Inconclusive
            : difference.Interval.Low > bound ? NotConfirmed
            : difference.Interval.High <= bound && difference.Cells.Count >= FewestCells ? Confirmed : Inconclusive);

    public static string Table(IEnumerable<Verdict> verdicts) =>
        TableText.Table(["the paper's claim", "here", "n", "verdict"], verdicts.Select(verdict => (IReadOnlyList<string>)[verdict.Claim, verdict.Figure, verdict.N, $"**{verdict.Word}**"]));

    private static Verdict Of(string claim, PooledDifference? difference, string what, string word) => difference is null
        ? new Verdict(claim, "not measured yet", "0", word)
        : new Verdict(claim, $"{what}: {TableText.Difference(difference)} points", TableText.Text($"{difference.Texts} texts, {difference.Cells.Count} cells"), word);
}
