using Demur.Abstractions;

namespace Demur.Cli.Replication.Tables;

/// <summary>A share over the samples of one or more cells.</summary>
/// <param name="Value">The share of hits.</param>
/// <param name="Interval">Its 95 % interval; what is asked of one text counts as one draw, whatever the task and the cell.</param>
/// <param name="N">The scored samples of all cells.</param>
/// <param name="Texts">The texts, such as documents.</param>
/// <param name="Cells">Each cell's share.</param>
internal sealed record PooledShare(double Value, Interval Interval, int N, int Texts, IReadOnlyList<double> Cells);
