namespace Demur.Evaluation.Experiments;

/// <summary>What an experiment found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cells">The run folder of each cell.</param>
/// <param name="Rows">Every comparison.</param>
/// <param name="Arms">The answer of each arm, by the first judge: better where something is and nothing is worse, mixed where both occur, the same where everything is.</param>
/// <param name="StoppedEarly">Whether it ended before all samples were asked.</param>
public sealed record ExperimentResult(
    string Name, IReadOnlyDictionary<string, string> Cells, IReadOnlyList<ExperimentRow> Rows, IReadOnlyDictionary<string, ExperimentAnswer> Arms, bool StoppedEarly);
