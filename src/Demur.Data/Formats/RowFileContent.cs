using Demur.Abstractions;

namespace Demur.Data.Formats;

/// <summary>What a file of training rows held.</summary>
/// <param name="Rows">The good rows, in the file's order.</param>
/// <param name="Skipped">One line for each bad row that was left out, with file, line and reason.</param>
public sealed record RowFileContent(IReadOnlyList<TrainingRow> Rows, IReadOnlyList<string> Skipped);
