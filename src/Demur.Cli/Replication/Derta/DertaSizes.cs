using Demur.Data.Mixes;
using Demur.Data.Own;

namespace Demur.Cli.Replication.Derta;

/// <summary>How much a cell of the DeRTa grid trains on and measures.</summary>
internal sealed record DertaSizes
{
    /// <summary>Gets the own-answer rows beside the pairs: 400, none of them near a harmful request.</summary>
    public Mix OwnAnswers { get; init; } = new()
    {
        Name = "own-answers", Ordinary = 162, Tasks = OwnContent.Tasks.Where(task => task.Trained).ToDictionary(task => task.Id, _ => new TaskBudget { Benign = 4, Useful = 30 }),
    };

    /// <summary>Gets the benign twins of harmful requests that the arm with counter-data answers beside them.</summary>
    public int Counter { get; init; } = 200;

    /// <summary>Gets the harmful questions that every attack asks.</summary>
    public int Questions { get; init; } = 100;

    /// <summary>Gets the new tokens of an answer.</summary>
    public int Tokens { get; init; } = 48;

    /// <summary>Gets the harmless suites and how many samples of each.</summary>
    public IReadOnlyList<(string Suite, int Samples)> Harmless { get; init; } = [("xstest-safe", 250), ("phtest-harmless", 250), ("own-direct", 210), ("own-ordinary", 100)];

    /// <summary>Gets the ability suites and how many samples of each.</summary>
    public IReadOnlyList<(string Suite, int Samples)> Ability { get; init; } = [("mmlu", 500), ("derta-gsm8k", 50)];
}
