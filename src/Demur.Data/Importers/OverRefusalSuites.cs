using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Data.Importers;

/// <summary>Prompts that look harmful and are not: PHTest, OKTest, OR-Bench and CyberSecEval's false refusals.</summary>
internal static class OverRefusalSuites
{
    private const string PhTest = "dataset_v0.1.csv";
    private const string Mitre = "mitre_frr.json";

    private static readonly string[] OrBench = ["harmful", "illegal", "sexual", "unethical", "violence"];

    public static IReadOnlyList<PublicSuite> All { get; } =
    [
        MakePhTest("phtest-harmless", "harmless", SampleLabel.Harmless, "PHTest: pseudo-harmful prompts that are harmless."),
        MakePhTest("phtest-controversial", "controversial", SampleLabel.Controversial, "PHTest: pseudo-harmful prompts that people disagree about."),
        MakeOkTest("oktest", "OKTest.csv", "OKTest: 300 safe questions with a harmful-looking word."),
        MakeOkTest("oktest-held-out", "OKTest_heldout.csv", "OKTest: the 50 questions held out by its authors."),
        new()
        {
            Name = "or-bench",
            Set = "or_bench_subset",
            Files = [.. OrBench.Select(OrBenchFile)],
            Description = "OR-Bench: 1,000 over-refusal prompts, 200 in each of five categories.",
            Read = reader => OrBench.SelectMany(category => reader.Csv(OrBenchFile(category)).Select(record => ToOrBench(reader, record, category))),
        },
        new()
        {
            Name = "mitre-frr",
            Set = "mitre_frr",
            Files = [Mitre],
            Description = "CyberSecEval: 750 harmless security requests that look like attacks.",
            Read = reader => reader.Json(Mitre).EnumerateArray().Select(row =>
                reader.Sample(Mitre, row.GetProperty("mutated_prompt").GetString()!, SampleLabel.Harmless) with { Category = HarmCategory.CyberCrime }),
        },
    ];

    private static PublicSuite MakePhTest(string name, string kind, SampleLabel label, string description) => new()
    {
        Name = name,
        Set = "phtest",
        Files = [PhTest],
        Description = description,
        Read = reader => reader.Csv(PhTest)
            .Where(record => record.Field("Harmfulness") == kind)
            .Select(record => reader.Sample(PhTest, record.Field("Request"), label)),
    };

    private static PublicSuite MakeOkTest(string name, string file, string description) => new()
    {
        Name = name,
        Set = "oktest_overkill",
        Files = [file],
        Description = description,
        Read = reader => reader.Csv(file).Select(record => reader.Sample(file, record.Field("prompt"), SampleLabel.Harmless)),
    };

    private static string OrBenchFile(string category) => $"orbench_{category}200.csv";

    // The prompt stands in text_en; the task columns wrap it into a legal scenario of the repository that translated it.
    private static Sample ToOrBench(SetReader reader, CsvRecord record, string category) =>
        reader.Sample(OrBenchFile(category), record.Field("text_en"), SampleLabel.Harmless) with
        {
            Category = category switch
            {
                "sexual" => HarmCategory.Sexual,
                "violence" => HarmCategory.Violence,
                _ => HarmCategory.Other,
            },
            Tags = Tags.Category(category),
        };
}
