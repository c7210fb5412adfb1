namespace Demur.Cli.Replication.CrossTask;

/// <summary>The grid of Cross-Task Defense: a patch on each task and on all, by the number of harmful documents.</summary>
internal static class CrossTaskGrid
{
    /// <summary>The arm that spreads its documents evenly over all tasks.</summary>
    public const string Mix = "mix";

    /// <summary>The task that the paper finds weakest, and best to patch.</summary>
    public const string Summarise = "summarise";

    private const int Seeds = 3;

    /// <summary>Gets the tasks that are trained and tested.</summary>
    public static IReadOnlyList<string> Tasks { get; } = [Summarise, "translate-chinese", "sentiment", "case", "next-sentence"];

    /// <summary>Gets the arms: each single task, then the mix.</summary>
    public static IReadOnlyList<string> Arms { get; } = [.. Tasks, Mix];

    /// <summary>Gets the cells; within a seed the middle budget comes first, since the matrix is read from it.</summary>
    public static IReadOnlyList<ReplicationCell> Cells { get; } = ReplicationCell.Grid(
        [.. Arms.Select(arm => (arm, 100)), .. Arms.Select(arm => (arm, 10)), (Summarise, 400), (Mix, 400)], Seeds);
}
