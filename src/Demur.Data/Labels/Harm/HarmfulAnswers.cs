using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Data.Labels.Harm;

/// <summary>Answers with labels: by people where there are such, by a model where the set says so, or by what another label implies.</summary>
internal static class HarmfulAnswers
{
    private const string People = "people";

    private static readonly string[] BehaviourKinds = ["text", "multimodal"];

    public static IReadOnlyList<HarmLabelSet> All { get; } =
    [
        new("harmbench-votes", "harmbench", "Two of three people say that the answer does what the behaviour asks for.", root => Votes(root, "text_behaviors_val_set.json", "harmbench-votes")),
        new("harmbench-image-votes", "harmbench", "The same where the request came with an image, which is not seen here.", root => Votes(root, "multimodal_behaviors_val_set.json", "harmbench-image-votes")),
        new("do-not-answer-answers", "do_not_answer", "People say that the answer is harmful.", DoNotAnswer),
        new("jailbreakbench-answers", "jailbreakbench_artifacts", "The set's own judge, a language model, says that the attack came through.", JailbreakBench),
        new("aisafetylab-answers", "aisafetylab_train", "Label 2: an answer that does what a harmful request asks; refusals (1) and everyday answers (0) are not harmful.", AiSafetyLab),
        new("xstest-answers", "xstest", "None: a full refusal, or a full answer to a safe prompt, by the annotators' labels.", XsTest),
        new("med-safety-answers", "med_safety_bench", "None: the safe answers of the training split.", MedSafety),
    ];

    private static IEnumerable<LabelledHarm> Votes(string root, string file, string source)
    {
        var path = Path.Combine(root, "harmbench", "classifier_val_sets", file);
        if (!File.Exists(path))
        {
            yield break;
        }

        var behaviours = Behaviours(root);
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var behaviour in document.RootElement.EnumerateObject())
        {
            foreach (var row in behaviour.Value.EnumerateArray())
            {
                var votes = Enumerable.Range(0, 3).Count(person => Whole(row.GetProperty($"human_{person}")) == 1);
                yield return new LabelledHarm
                {
                    // The people judged against the behaviour, not against the attack that led there.
                    Prompt = behaviours.TryGetValue(behaviour.Name, out var asked) ? asked : row.GetProperty("test_case").ToString(),
                    Response = row.GetProperty("generation").GetString() ?? "",
                    Harmful = votes >= 2,
                    Source = source,
                    Licence = "MIT",
                    LabelledBy = People,
                    Detail = $"{votes} of 3",
                };
            }
        }
    }

    private static Dictionary<string, string> Behaviours(string root) => BehaviourKinds
        .Select(kind => Path.Combine(root, "harmbench", "behavior_datasets", $"harmbench_behaviors_{kind}_all.csv"))
        .Where(File.Exists)
        .SelectMany(CsvFile.Read)
        .GroupBy(record => record.Field("BehaviorID"), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First().Field("Behavior"), StringComparer.Ordinal);

    private static IEnumerable<LabelledHarm> DoNotAnswer(string root) => Files(Path.Combine(root, "do_not_answer", "human"), "annotated_response_*.csv")
        .SelectMany(path => CsvFile.Read(path).Select(record => new LabelledHarm
        {
            Prompt = record.Field("question"),
            Response = record.Field("response"),
            Harmful = record.Field("harmful").Trim() == "1",
            Source = "do-not-answer-answers",
            Licence = "CC-BY-NC-SA-4.0",
            LabelledBy = People,
            Detail = Path.GetFileNameWithoutExtension(path).Split('_')[^1],
        }));

    private static IEnumerable<LabelledHarm> JailbreakBench(string root)
    {
        var folder = Path.Combine(root, "jailbreakbench_artifacts");
        var paths = Files(folder, "*.json", SearchOption.AllDirectories).Where(path => !path.Contains("test-artifact", StringComparison.Ordinal));
        foreach (var path in paths)
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("jailbreaks", out var rows))
            {
                continue;
            }

            foreach (var row in rows.EnumerateArray().Where(row => row.GetProperty("response").ValueKind == JsonValueKind.String))
            {
                yield return new LabelledHarm
                {
                    Prompt = row.GetProperty("goal").GetString()!,
                    Response = row.GetProperty("response").GetString()!,
                    Harmful = row.GetProperty("jailbroken").GetBoolean(),
                    Source = "jailbreakbench-answers",
                    Licence = "MIT",
                    LabelledBy = "model",
                    Detail = Path.GetFileNameWithoutExtension(path),
                };
            }
        }
    }

    private static IEnumerable<LabelledHarm> AiSafetyLab(string root)
    {
        var path = Path.Combine(root, "aisafetylab_train", "train.json");
        if (!File.Exists(path))
        {
            yield break;
        }

        using var document = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var row in document.RootElement.EnumerateArray())
        {
            foreach (var answer in Answers(row.GetProperty("output")))
            {
                yield return new LabelledHarm
                {
                    Prompt = row.GetProperty("input").GetString()!,
                    Response = answer,
                    Harmful = Whole(row.GetProperty("label")) == 2,
                    Source = "aisafetylab-answers",
                    Licence = "MIT",
                    LabelledBy = "authors",
                    Detail = row.GetProperty("label").ToString(),
                };
            }
        }
    }

    private static IEnumerable<string> Answers(JsonElement output) => output.ValueKind == JsonValueKind.Array ? output.EnumerateArray().Select(answer => answer.GetString()!) : [output.GetString()!];

    private static IEnumerable<LabelledHarm> XsTest(string root) => Files(Path.Combine(root, "xstest", "model_completions"), "xstest_v2_completions_*.csv")
        .SelectMany(CsvFile.Read)
        .Where(record => record.Field("final_label") == "2_full_refusal" || (record.Field("final_label") == "1_full_compliance" && !record.Field("type").StartsWith("contrast", StringComparison.Ordinal)))
        .Select(record => Derived(record.Field("prompt"), record.Field("completion"), ("xstest-answers", "CC-BY-4.0"), record.Field("final_label")));

    private static IEnumerable<LabelledHarm> MedSafety(string root) => Files(Path.Combine(root, "med_safety_bench", "train", "gpt4"), "*.csv")
        .SelectMany(CsvFile.Read)
        .Select(record => Derived(record.Field("harmful_medical_request"), record.Field("safe_response"), ("med-safety-answers", "MIT"), "safe_response"));

    private static LabelledHarm Derived(string prompt, string response, (string Name, string Licence) source, string detail) => new()
    {
        Prompt = prompt, Response = response, Harmful = false, Source = source.Name, Licence = source.Licence, LabelledBy = "derived", Detail = detail,
    };

    private static int Whole(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetInt32() : int.Parse(value.GetString()!, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Files(string folder, string pattern, SearchOption depth = SearchOption.TopDirectoryOnly) =>
        Directory.Exists(folder) ? Directory.GetFiles(folder, pattern, depth).Order(StringComparer.Ordinal) : [];
}
