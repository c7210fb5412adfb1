using Demur.Abstractions;

namespace Demur.Data.Importers;

/// <summary>What is known of a suite made from a public set before its files are read.</summary>
public sealed record PublicSuite
{
    /// <summary>The tag that holds a sample's category in the words of its own set.</summary>
    public const string CategoryTag = "set_category";

    /// <summary>Gets the name used on the command line, such as <c>xstest-safe</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the name of the set in the catalogue.</summary>
    public required string Set { get; init; }

    /// <summary>Gets the files of the set that the suite reads.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Gets one line saying what the suite is for.</summary>
    public required string Description { get; init; }

    /// <summary>Gets how its samples are measured.</summary>
    /// <value>The default is <see cref="SuiteKind.Generation"/>.</value>
    public SuiteKind Kind { get; init; } = SuiteKind.Generation;

    /// <summary>Gets the new tokens that an answer needs before it can be scored.</summary>
    /// <value>The default is 48.</value>
    public int MaxNewTokens { get; init; } = 48;

    internal Func<SetReader, IEnumerable<Sample>> Read { get; init; } = _ => [];
}
