using Demur.Data.Mixes;
using Demur.Data.Own;

namespace Demur.Cli.Replication.SafeToServe;

/// <summary>How much a cell of the Safe to Serve grid trains on and measures.</summary>
internal sealed record SafeToServeSizes
{
    /// <summary>Gets the new tokens of an answer, and the most tokens of a refusal that is taught.</summary>
    public int Tokens { get; init; } = 48;

    /// <summary>Gets the answers that RAFT draws for each request.</summary>
    public int RaftSamples { get; init; } = 4;

    /// <summary>Gets the share of DPO's pairs that are on harmless requests.</summary>
    public int DpoHarmless { get; init; } = 200;

    /// <summary>Gets the own-answer rows beside safety pairs: 600 of every kind.</summary>
    public Mix OwnAnswers { get; init; } = new()
    {
        Name = "own-answers",
        Ordinary = 170,
        DirectBenign = 101,
        Tasks = OwnContent.Tasks.Where(task => task.Trained).ToDictionary(task => task.Id, _ => new TaskBudget { Benign = 17, Useful = 30 }),
    };

    /// <summary>Gets what RAFT answers anew: 300 requests, harmful ones, their twins and everyday ones.</summary>
    public Mix RaftRequests { get; init; } = new() { Name = "raft-requests", DirectHarmful = 130, DirectBenign = 70, Ordinary = 100 };

    /// <summary>Gets the test suites and how many samples of each: 600 prompts.</summary>
    public IReadOnlyList<(string Suite, int Samples)> Prompts { get; init; } =
        [("i-malicious-instructions", 100), ("i-cona", 80), ("own-direct", 120), ("xstest-safe", 150), ("own-ordinary", 100), ("i-alpaca", 50)];

    /// <summary>Gets what ability is measured on, by log-probability.</summary>
    public IReadOnlyList<(string Suite, int Samples)> Ability { get; init; } = [("own-choices", 80), ("own-text", 40)];
}
