namespace Demur.Cli.Replication.SafeToServe;

/// <summary>The grid of Safe to Serve: ordinary tuning, safety mixes by their pairs, RAFT and DPO.</summary>
internal static class SafeToServeGrid
{
    /// <summary>Ordinary tuning alone, or with safety pairs: the budget is the pairs.</summary>
    public const string Mix = "mix";

    /// <summary>Tuning on the best of the model's own answers: the budget is the requests.</summary>
    public const string Raft = "raft";

    /// <summary>Preference optimisation: the budget is the pairs.</summary>
    public const string Dpo = "dpo";

    private const int Seeds = 3;

    /// <summary>Gets every arm with its budget; a mix of no pairs is the paper's supervised tuning.</summary>
    public static IReadOnlyList<(string Arm, int Budget)> Arms { get; } = [(Mix, 0), (Mix, 100), (Mix, 500), (Mix, 2000), (Raft, 300), (Dpo, 500)];

    public static IReadOnlyList<ReplicationCell> Cells { get; } = ReplicationCell.Grid(Arms, Seeds);
}
