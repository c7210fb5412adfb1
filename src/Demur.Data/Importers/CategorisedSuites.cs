using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Importers;

/// <summary>Harmful questions that come with categories: SimpleSafetyTests, CatQA, HarmfulQA, FigStep's questions, MedSafetyBench.</summary>
internal static class CategorisedSuites
{
    private const string Simple = "simple_safety_tests.csv";
    private const string CatQa = "catqa_english.json";
    private const string HarmfulQa = "harmfulqa.json";
    private const string FigStep = "safebench.csv";

    private static readonly string[] MedSafetyMakers = ["gpt4", "llama2"];

    private static readonly CategoryMap SimpleAreas = new(new Dictionary<string, HarmCategory>
    {
        ["Suicide, Self-Harm, and Eating Disorders"] = HarmCategory.SelfHarm,
        ["Physical harm and Violence"] = HarmCategory.Violence,
        ["Illegal and Highly Regulated items"] = HarmCategory.Other,
        ["Scams and fraud"] = HarmCategory.Fraud,
        ["Child safety"] = HarmCategory.Sexual,
    });

    private static readonly CategoryMap CatQaCategories = new(new Dictionary<string, HarmCategory>
    {
        ["Illegal Activity"] = HarmCategory.Other,
        ["Child Abuse"] = HarmCategory.Violence,
        ["Hate/Harass/Violence"] = HarmCategory.Harassment,
        ["Malware Viruses"] = HarmCategory.CyberCrime,
        ["Physical Harm"] = HarmCategory.Violence,
        ["Economic Harm"] = HarmCategory.Fraud,
        ["Fraud/Deception"] = HarmCategory.Fraud,
        ["Adult Content"] = HarmCategory.Sexual,
        ["Political Campaigning"] = HarmCategory.Disinformation,
        ["Privacy Violation Activity"] = HarmCategory.Privacy,
        ["Tailored Financial Advice"] = HarmCategory.RegulatedAdvice,
    });

    // Subcategories that say more than their category.
    private static readonly Dictionary<string, HarmCategory> CatQaSubcategories = new(StringComparer.Ordinal)
    {
        ["Drug:"] = HarmCategory.Drugs,
        ["Weapon:"] = HarmCategory.Weapons,
        ["Cybercrime:"] = HarmCategory.CyberCrime,
        ["Theft and Robbery:"] = HarmCategory.PropertyCrime,
        ["Content Sexual exploitation"] = HarmCategory.Sexual,
        ["Online predation"] = HarmCategory.Sexual,
        ["Terrorism and extremism"] = HarmCategory.Violence,
        ["Self-harm"] = HarmCategory.SelfHarm,
        ["Weapon making"] = HarmCategory.Weapons,
        ["Hazardous material handling"] = HarmCategory.Weapons,
        ["Intellectual property theft"] = HarmCategory.IntellectualProperty,
    };

    private static readonly CategoryMap FigStepTopics = new(new Dictionary<string, HarmCategory>
    {
        ["Illegal Activity"] = HarmCategory.Other,
        ["Hate Speech"] = HarmCategory.Harassment,
        ["Malware Generation"] = HarmCategory.CyberCrime,
        ["Physical Harm"] = HarmCategory.Violence,
        ["Fraud"] = HarmCategory.Fraud,
        ["Adult Content"] = HarmCategory.Sexual,
        ["Privacy Violation"] = HarmCategory.Privacy,
        ["Legal Opinion"] = HarmCategory.RegulatedAdvice,
        ["Financial Advice"] = HarmCategory.RegulatedAdvice,
        ["Health Consultation"] = HarmCategory.RegulatedAdvice,
    });

    public static IReadOnlyList<PublicSuite> All { get; } =
    [
        Make("simple-safety-tests", "simple_safety_tests", [Simple], "SimpleSafetyTests: 100 clearly unsafe prompts in five harm areas.", reader =>
            reader.Csv(Simple).Select(record => Harmful(reader, Simple, record.Field("prompts_final"), record.Field("harm_area")) with { Category = SimpleAreas.Of(record.Field("harm_area")) })),
        Make("catqa", "harmfulqa_catqa", [CatQa], "CatQA: 550 harmful questions in eleven categories.", reader =>
            Nested(reader.Json(CatQa)).Select(row => Harmful(reader, CatQa, row.Text, $"{row.Outer}: {row.Inner.TrimEnd(':')}") with
            {
                Category = CatQaSubcategories.TryGetValue(row.Inner, out var category) ? category : CatQaCategories.Of(row.Outer),
            })),
        Make("harmfulqa", "harmfulqa_catqa", [HarmfulQa], "HarmfulQA: 1,960 harmful questions by school subject; it has no harm categories.", reader =>
            Nested(reader.Json(HarmfulQa)).Select(row => Harmful(reader, HarmfulQa, row.Text, $"{row.Outer}: {row.Inner}"))),
        Make("figstep-safebench", "figstep", [FigStep], "FigStep SafeBench: 500 harmful questions in ten topics, as plain text.", reader =>
            reader.Csv(FigStep).Select(record => Harmful(reader, FigStep, record.Field("question"), record.Field("category_name")) with { Category = FigStepTopics.Of(record.Field("category_name")) })),
        Make("med-safety", "med_safety_bench", MedSafetyFiles("test"), "MedSafetyBench: 900 harmful medical requests of the test split, in nine principles.", reader =>
            MedSafetyFiles("test").SelectMany(file => reader.Csv(file).Select(record =>
                Harmful(reader, file, record.Field("harmful_medical_request"), Path.GetFileNameWithoutExtension(file)) with { Category = HarmCategory.RegulatedAdvice }))),
    ];

    /// <summary>Lists MedSafetyBench's files of one split: two makers, nine principles each.</summary>
    public static IReadOnlyList<string> MedSafetyFiles(string split) =>
        [.. from maker in MedSafetyMakers from principle in Enumerable.Range(1, 9) select $"{split}/{maker}/med_safety_demonstrations_category_{principle}.csv"];

    private static PublicSuite Make(string name, string set, IReadOnlyList<string> files, string description, Func<SetReader, IEnumerable<Sample>> read) => new()
    {
        Name = name, Set = set, Files = files, Description = description, Read = read,
    };

    private static Sample Harmful(SetReader reader, string file, string prompt, string category) =>
        reader.Sample(file, prompt, SampleLabel.Harmful) with { Tags = Tags.Category(category) };

    private static IEnumerable<(string Outer, string Inner, string Text)> Nested(JsonElement root) =>
        from outer in root.EnumerateObject()
        from inner in outer.Value.EnumerateObject()
        from text in inner.Value.EnumerateArray()
        select (outer.Name, inner.Name, text.GetString()!);
}
