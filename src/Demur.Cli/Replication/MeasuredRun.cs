using Demur.Evaluation.Runs;

namespace Demur.Cli.Replication;

/// <summary>A finished run of a cell.</summary>
/// <param name="Folder">The run.</param>
/// <param name="Seconds">The seconds of this sitting.</param>
/// <param name="Resumed">Whether an earlier sitting did a part of it.</param>
internal sealed record MeasuredRun(RunFolder Folder, double Seconds, bool Resumed);
