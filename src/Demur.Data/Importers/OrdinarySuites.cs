using Demur.Abstractions;

namespace Demur.Data.Importers;

/// <summary>Everyday instructions that nothing speaks against answering.</summary>
internal static class OrdinarySuites
{
    private const string AlpacaFile = "splits/harmless_test.json";

    public static IReadOnlyList<PublicSuite> All { get; } =
    [
        new()
        {
            Name = "alpaca-ordinary",
            Set = "refusal_direction",
            Files = [AlpacaFile],
            Description = "Everyday Alpaca instructions without an input: the harmless test split of the refusal-direction paper.",
            Read = reader => reader.Json(AlpacaFile).EnumerateArray()
                .Select(row => reader.Sample(AlpacaFile, row.GetProperty("instruction").GetString()!, SampleLabel.Harmless)),
        },
    ];
}
