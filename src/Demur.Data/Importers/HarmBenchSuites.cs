using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Data.Importers;

/// <summary>HarmBench: 200 standard behaviours, 100 about copyright, 100 with a context.</summary>
internal static class HarmBenchSuites
{
    private const string File = "behavior_datasets/harmbench_behaviors_text_all.csv";

    private static readonly CategoryMap Categories = new(new Dictionary<string, HarmCategory>
    {
        ["chemical_biological"] = HarmCategory.Weapons,
        ["copyright"] = HarmCategory.IntellectualProperty,
        ["cybercrime_intrusion"] = HarmCategory.CyberCrime,
        ["harassment_bullying"] = HarmCategory.Harassment,
        ["harmful"] = HarmCategory.Other,
        ["illegal"] = HarmCategory.Other,
        ["misinformation_disinformation"] = HarmCategory.Disinformation,
    });

    public static IReadOnlyList<PublicSuite> All { get; } =
    [
        Make("harmbench", "HarmBench: all 400 behaviours in text.", _ => true),
        Make("harmbench-standard", "HarmBench: the 200 behaviours without context or copyright.", kind => kind == "standard"),
    ];

    /// <summary>Gives the category of a behaviour.</summary>
    public static HarmCategory CategoryOf(CsvRecord record) => Categories.Of(record.Field("SemanticCategory"));

    private static PublicSuite Make(string name, string description, Func<string, bool> takes) => new()
    {
        Name = name,
        Set = "harmbench",
        Files = [File],
        Description = description,
        Read = reader => reader.Csv(File).Where(record => takes(record.Field("FunctionalCategory"))).Select(record => ToSample(reader, record)),
    };

    private static Sample ToSample(SetReader reader, CsvRecord record)
    {
        var behaviour = record.Field("Behavior");
        var context = record.Field("ContextString");

        // HarmBench puts a context before the behaviour, a rule between them.
        var prompt = context.Length == 0 ? behaviour : $"{context}\n\n---\n\n{behaviour}";
        var tags = Tags.Category(record.Field("SemanticCategory"));
        tags["functional_category"] = record.Field("FunctionalCategory");
        return reader.Sample(File, prompt, SampleLabel.Harmful) with { Category = Categories.Of(record.Field("SemanticCategory")), Tags = tags };
    }
}
