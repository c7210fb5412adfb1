using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Data.Importers;

/// <summary>The flat lists of harmful requests that the refusal-direction repository collects.</summary>
internal static class HarmfulListSuites
{
    private const string Set = "refusal_direction";

    private static readonly CategoryMap JailbreakBench = new(new Dictionary<string, HarmCategory>
    {
        ["Harassment/Discrimination"] = HarmCategory.Harassment,
        ["Malware/Hacking"] = HarmCategory.CyberCrime,
        ["Physical harm"] = HarmCategory.Violence,
        ["Economic harm"] = HarmCategory.Fraud,
        ["Fraud/Deception"] = HarmCategory.Fraud,
        ["Disinformation"] = HarmCategory.Disinformation,
        ["Sexual/Adult content"] = HarmCategory.Sexual,
        ["Privacy"] = HarmCategory.Privacy,
        ["Expert advice"] = HarmCategory.RegulatedAdvice,
        ["Government decision-making"] = HarmCategory.RegulatedAdvice,
    });

    private static readonly CategoryMap StrongReject = new(new Dictionary<string, HarmCategory>
    {
        ["Disinformation and deception"] = HarmCategory.Disinformation,
        ["Hate, harassment and discrimination"] = HarmCategory.Harassment,
        ["Illegal goods and services"] = HarmCategory.Other,
        ["Non-violent crimes"] = HarmCategory.PropertyCrime,
        ["Sexual content"] = HarmCategory.Sexual,
        ["Violence"] = HarmCategory.Violence,
    });

    public static IReadOnlyList<PublicSuite> All { get; } =
    [
        Make("jailbreakbench", "JailbreakBench: 100 harmful behaviours in ten categories.", ["raw/jailbreakbench.csv"], (reader, file) =>
            reader.Csv(file).Select(record => Categorised(reader.Sample(file, record.Field("Goal"), SampleLabel.Harmful), record, "Category", JailbreakBench))),
        Make("strongreject", "StrongREJECT: 313 forbidden prompts in six categories.", ["raw/strongreject.csv"], (reader, file) =>
            reader.Csv(file).Select(record => Categorised(reader.Sample(file, record.Field("forbidden_prompt"), SampleLabel.Harmful), record, "category", StrongReject))),
        Make("advbench", "AdvBench: 520 harmful behaviours without categories.", ["raw/advbench.csv"], (reader, file) =>
            reader.Csv(file).Select(record => reader.Sample(file, record.Field("goal"), SampleLabel.Harmful))),
        Make("malicious-instruct", "MaliciousInstruct: 100 harmful questions without categories.", ["raw/malicious_instruct.txt"], (reader, file) =>
            reader.Lines(file).Select(line => reader.Sample(file, line, SampleLabel.Harmful))),
        Make("tdc2023", "TDC 2023: 100 harmful behaviours of the competition's two phases.", ["raw/tdc2023_dev_behaviors.json", "raw/tdc2023_test_behaviors.json"], (reader, file) =>
            reader.Json(file).EnumerateArray().Select(text => reader.Sample(file, text.GetString()!, SampleLabel.Harmful))),
    ];

    /// <summary>Maps a category of JailbreakBench.</summary>
    public static HarmCategory JailbreakBenchCategory(string category) => JailbreakBench.Of(category);

    private static PublicSuite Make(string name, string description, IReadOnlyList<string> files, Func<SetReader, string, IEnumerable<Sample>> read) => new()
    {
        Name = name, Set = Set, Files = files, Description = description, Read = reader => files.SelectMany(file => read(reader, file)),
    };

    private static Sample Categorised(Sample sample, CsvRecord record, string column, CategoryMap map) =>
        sample with { Category = map.Of(record.Field(column)), Tags = Tags.Category(record.Field(column)) };
}
