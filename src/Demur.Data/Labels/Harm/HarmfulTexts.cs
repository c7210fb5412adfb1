using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Data.Labels.Harm;

/// <summary>Texts with labels by people: what people write, not what they ask a model.</summary>
internal static class HarmfulTexts
{
    private const string Set = "guard_training";
    private const string People = "people";

    // The labels of OpenAI's moderation set, the most serious ones first.
    private static readonly (string Key, HarmCategory Category)[] ModerationLabels =
    [
        ("S3", HarmCategory.Sexual), ("SH", HarmCategory.SelfHarm), ("V2", HarmCategory.Violence), ("H2", HarmCategory.Harassment),
        ("S", HarmCategory.Sexual), ("V", HarmCategory.Violence), ("H", HarmCategory.Harassment), ("HR", HarmCategory.Harassment),
    ];

    public static IReadOnlyList<HarmLabelSet> All { get; } =
    [
        new("openai-moderation", Set, "Any of sexual, hate, harassment, self-harm, violence and their worse forms.", root => In(root, "openai_moderation_1680.jsonl", Moderation)),
        new("hatecheck", Set, "Hateful by the functional tests of HateCheck; counter-speech, reclaimed words and plain mentions are not.", root => In(root, "hatecheck_cases.csv", HateCheck)),
        new("surge-toxicity", Set, "Toxic, for the annotators of comments on social media.", root => In(root, "surge_toxicity_en.csv", Surge)),
        new("davidson", Set, "Hate speech in tweets; what is only offensive is neither and left out.", root => In(root, "davidson_labeled.csv", Davidson)),
    ];

    private static IEnumerable<LabelledHarm> In(string root, string file, Func<string, IEnumerable<LabelledHarm>> read)
    {
        var path = Path.Combine(root, Set, file);
        return File.Exists(path) ? read(path) : [];
    }

    private static IEnumerable<LabelledHarm> Moderation(string path)
    {
        foreach (var line in File.ReadLines(path).Where(line => line.Length > 0))
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            var found = ModerationLabels.Where(label => row.TryGetProperty(label.Key, out var value) && value.ValueKind == JsonValueKind.Number && value.GetInt32() == 1).ToArray();
            yield return new LabelledHarm
            {
                Prompt = row.GetProperty("prompt").GetString()!,
                Harmful = found.Length > 0,
                Category = found.Length > 0 ? found[0].Category : null,
                Source = "openai-moderation",
                Licence = "MIT",
                LabelledBy = People,
                Detail = found.Length > 0 ? string.Join(' ', found.Select(label => label.Key)) : null,
            };
        }
    }

    private static IEnumerable<LabelledHarm> HateCheck(string path) => CsvFile.Read(path).Select(record =>
    {
        var hateful = record.Field("label_gold") == "hateful";
        return new LabelledHarm
        {
            Prompt = record.Field("test_case"),
            Harmful = hateful,
            Category = hateful ? HarmCategory.Harassment : null,
            Group = record.Field("target_ident") is { Length: > 0 } group ? group : null,
            Source = "hatecheck",
            Licence = "CC-BY-4.0",
            LabelledBy = People,
            Detail = record.Field("functionality"),
        };
    });

    private static IEnumerable<LabelledHarm> Surge(string path) => CsvFile.Read(path).Select(record => new LabelledHarm
    {
        Prompt = record.Field("text"),
        Harmful = record.Field("is_toxic") == "Toxic",
        Category = record.Field("is_toxic") == "Toxic" ? HarmCategory.Harassment : null,
        Source = "surge-toxicity",
        Licence = "MIT",
        LabelledBy = People,
    });

    private static IEnumerable<LabelledHarm> Davidson(string path) => CsvFile.Read(path).Where(record => record.Field("class") != "1").Select(record => new LabelledHarm
    {
        Prompt = record.Field("tweet"),
        Harmful = record.Field("class") == "0",
        Category = record.Field("class") == "0" ? HarmCategory.Harassment : null,
        Source = "davidson",
        Licence = "MIT",
        LabelledBy = People,
    });
}
