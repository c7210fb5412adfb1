namespace Demur.Evaluation.Runs;

/// <summary>The part of an evaluation that one of several processes does: every World-th sample from its rank on.</summary>
/// <remarks>Each rank appends to a file of its own in the run folder; rank 0 makes the folder, and in the end one run of them all.</remarks>
/// <param name="Rank">From 0.</param>
/// <param name="World">The number of processes.</param>
/// <param name="Meet">Waits until every process has come to the same call.</param>
public sealed record EvaluationShare(int Rank, int World, Action Meet)
{
    /// <summary>Gets whether a sample is this process's to ask.</summary>
    public bool Has(int index) => index % World == Rank;
}
