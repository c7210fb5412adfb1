namespace Demur.Steering.Directions;

/// <summary>How one prompt stands to a direction, layer by layer, at its last token.</summary>
public sealed record SuffixReading
{
    /// <summary>Gets the cosine between what enters each block and the direction.</summary>
    public required IReadOnlyList<double> Cosines { get; init; }

    /// <summary>Gets what each head writes along the direction at length 1, by block and head: its direct attribution.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Attribution { get; init; }

    /// <summary>Gets the share of each head's attention that goes to the instruction, by block and head.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> ToInstruction { get; init; }

    /// <summary>Gets the share of each head's attention that goes to the suffix, by block and head.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> ToSuffix { get; init; }

    /// <summary>Averages readings of one model.</summary>
    /// <param name="readings">At least one.</param>
    public static SuffixReading Mean(IReadOnlyList<SuffixReading> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        ArgumentOutOfRangeException.ThrowIfZero(readings.Count);
        return new SuffixReading
        {
            Cosines = [.. readings[0].Cosines.Select((_, layer) => readings.Average(reading => reading.Cosines[layer]))],
            Attribution = Heads(reading => reading.Attribution),
            ToInstruction = Heads(reading => reading.ToInstruction),
            ToSuffix = Heads(reading => reading.ToSuffix),
        };

        IReadOnlyList<double>[] Heads(Func<SuffixReading, IReadOnlyList<IReadOnlyList<double>>> of) =>
            [.. of(readings[0]).Select((row, layer) => (IReadOnlyList<double>)[.. row.Select((_, head) => readings.Average(reading => of(reading)[layer][head]))])];
    }
}
