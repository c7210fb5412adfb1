using Demur.Abstractions;

namespace Demur.Cli.Replication.Tables;

/// <summary>A difference of two shares over the same texts.</summary>
/// <param name="Value">The mean over texts of first minus second.</param>
/// <param name="Interval">Its 95 % bootstrap interval, texts drawn whole.</param>
/// <param name="Texts">The texts that both have.</param>
/// <param name="Cells">Each cell's difference.</param>
internal sealed record PooledDifference(double Value, Interval Interval, int Texts, IReadOnlyList<double> Cells);
