using System.Globalization;

namespace Demur.Cli.Replication;

/// <summary>One cell of a claim's grid: what is trained, how much of it, and from which seed.</summary>
/// <param name="Arm">What is compared, such as the task that is patched.</param>
/// <param name="Budget">How much of it: rows, pairs or prompts, as the claim's page says.</param>
/// <param name="Seed">The seed of the draw and of training.</param>
internal sealed record ReplicationCell(string Arm, int Budget, int Seed)
{
    /// <summary>The arm of the model as it was published, which every other is compared with.</summary>
    public const string Untouched = "untouched";

    /// <summary>The cell of the model as it was published; nothing in it is drawn.</summary>
    public static ReplicationCell OfUntouched { get; } = new(Untouched, 0, 0);

    /// <summary>Gets the cell's name within its claim, which is also its folder's.</summary>
    public string Id => Arm == Untouched ? Untouched : string.Create(CultureInfo.InvariantCulture, $"{Arm}-{Budget}-s{Seed}");

    /// <summary>Puts arms and budgets into a grid, the untouched model first, then whole seeds, so that a part of it can be read already.</summary>
    /// <param name="arms">Each arm with its budgets; earlier ones come first within a seed.</param>
    /// <param name="seeds">How many seeds.</param>
    public static IReadOnlyList<ReplicationCell> Grid(IReadOnlyList<(string Arm, int Budget)> arms, int seeds) =>
        [OfUntouched, .. Enumerable.Range(0, seeds).SelectMany(seed => arms.Select(arm => new ReplicationCell(arm.Arm, arm.Budget, seed)))];
}
