using Demur.Abstractions;
using Demur.Data.Mixes;

namespace Demur.Data.Provenance;

/// <summary>What a built file of training rows was made from; it lies beside the file and is enough to build it again.</summary>
public sealed record DataProvenance
{
    /// <summary>Gets the SHA-256 of the file that it describes, 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Gets the number of rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Gets the version of Demur that built the file.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>Gets the mix, or <see langword="null"/> for files that were not built from one.</summary>
    public Mix? Mix { get; init; }

    /// <summary>Gets the seed of the draw.</summary>
    public int? Seed { get; init; }

    /// <summary>Gets the rows by task; direct requests stand under <see cref="None"/>.</summary>
    public required IReadOnlyDictionary<string, int> Tasks { get; init; }

    /// <summary>Gets the rows by label.</summary>
    public required IReadOnlyDictionary<string, int> Labels { get; init; }

    /// <summary>Gets the rows by harm category; rows without one stand under <see cref="None"/>.</summary>
    public required IReadOnlyDictionary<string, int> Categories { get; init; }

    /// <summary>Gets the rows by source.</summary>
    public required IReadOnlyDictionary<string, int> Sources { get; init; }

    /// <summary>Gets the rows by licence.</summary>
    public required IReadOnlyDictionary<string, int> Licences { get; init; }

    /// <summary>The key under which rows are counted that have no task or no category.</summary>
    public const string None = "none";

    /// <summary>Counts the rows of a build.</summary>
    /// <param name="rows">The rows in the file.</param>
    /// <param name="sha256">The SHA-256 of the file's content.</param>
    /// <param name="mix">The mix, or <see langword="null"/>.</param>
    /// <param name="seed">The seed of the draw, or <see langword="null"/>.</param>
    public static DataProvenance Of(IReadOnlyCollection<TrainingRow> rows, string sha256, Mix? mix, int? seed) => new()
    {
        Sha256 = sha256,
        Rows = rows.Count,
        ToolVersion = typeof(DataProvenance).Assembly.GetName().Version!.ToString(3),
        Mix = mix,
        Seed = seed,
        Tasks = Count(rows, row => row.Task),
        Labels = Count(rows, row => DemurJson.NameOf(row.Label)),
        Categories = Count(rows, row => row.Category is { } category ? DemurJson.NameOf(category) : null),
        Sources = Count(rows, row => row.Source),
        Licences = Count(rows, row => row.Licence),
    };

    private static SortedDictionary<string, int> Count(IEnumerable<TrainingRow> rows, Func<TrainingRow, string?> keyOf) =>
        new(rows.CountBy(row => keyOf(row) ?? None).ToDictionary(), StringComparer.Ordinal);
}
