using System.Globalization;
using Demur.Abstractions;

namespace Demur.Data.Importers;

/// <summary>The queries of DRO: harmful and harmless ones that begin alike, and a harmless test set.</summary>
internal static class DroSuites
{
    public static IReadOnlyList<PublicSuite> All { get; } =
    [
        Make("dro-harmful", "harmful_custom.txt", SampleLabel.Harmful, "DRO: 100 harmful queries, each with a harmless one that begins alike."),
        Make("dro-harmless", "harmless_custom.txt", SampleLabel.Harmless, "DRO: the 100 harmless queries that begin like the harmful ones."),
        Make("dro-harmless-test", "harmless_testset.txt", SampleLabel.Harmless, "DRO: 100 harmless test queries."),
    ];

    private static PublicSuite Make(string name, string file, SampleLabel label, string description) => new()
    {
        Name = name,
        Set = "llm_safeguard",
        Files = [file],
        Description = description,
        Read = reader => reader.Lines(file).Select((line, index) => reader.Sample(file, line, label) with
        {
            Pair = file.EndsWith("_custom.txt", StringComparison.Ordinal) ? string.Create(CultureInfo.InvariantCulture, $"dro-{index + 1:000}") : null,
        }),
    };
}
