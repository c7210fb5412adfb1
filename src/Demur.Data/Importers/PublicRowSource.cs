using Demur.Abstractions;

namespace Demur.Data.Importers;

/// <summary>What is known of training rows made from a public set before its files are read.</summary>
public sealed record PublicRowSource
{
    /// <summary>Gets the name used on the command line, such as <c>med-safety-train</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the name of the set in the catalogue.</summary>
    public required string Set { get; init; }

    /// <summary>Gets the files of the set that are read.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Gets one line saying what the rows teach.</summary>
    public required string Description { get; init; }

    internal Func<SetReader, IEnumerable<TrainingRow>> Read { get; init; } = _ => [];
}
