namespace Demur.Cli.Replication.Derta;

/// <summary>The grid of DeRTa: which of its two terms are learnt, and with what beside them.</summary>
internal static class DertaGrid
{
    /// <summary>Ordinary tuning on refusals.</summary>
    public const string Vanilla = "vanilla";

    /// <summary>Refusals behind the beginning of a harmful answer.</summary>
    public const string Prefix = "prefix";

    /// <summary>The turn to a refusal at every position (RTO), beside refusals that follow the request at once.</summary>
    public const string Rto = "rto";

    /// <summary>Both, which is DeRTa.</summary>
    public const string Both = "both";

    /// <summary>Both, with answers to benign twins of harmful requests.</summary>
    public const string BothWithCounter = "both-counter";

    /// <summary>The questions as they are.</summary>
    public const string Direct = "direct";

    private const int Pairs = 400;
    private const int Seeds = 3;

    public static IReadOnlyList<string> Arms { get; } = [Vanilla, Both, Prefix, Rto, BothWithCounter];

    /// <summary>Gets the attacks by the name of their suite, as <c>--attack</c> names them.</summary>
    public static IReadOnlyList<string> Attacks { get; } =
        ["prefill:5", "prefill:10", "prefill:20", "completing:derta", "selfcipher:derta", "codeattack:stack", "template:own", "template:derta", "template:garak"];

    public static IReadOnlyList<ReplicationCell> Cells { get; } = ReplicationCell.Grid([.. Arms.Select(arm => (arm, Pairs))], Seeds);
}
