using System.Text.Json;
using Demur.Tests.Testing;

namespace Demur.Tests.Evaluation.Scorers;

/// <summary>Reads the human-labelled responses that judges are measured on, one list a model.</summary>
internal static class LabelledResponses
{
    /// <summary>XSTest's completions by model; the label is the annotators' final one.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<LabelledResponse>> XsTest() =>
        Directory.GetFiles(GoldenFolder.DataOrSkip("xstest", "model_completions"), "*.csv")
            .Order(StringComparer.Ordinal)
            .ToDictionary(
                path => Path.GetFileNameWithoutExtension(path).Split('_')[^1],
                path => (IReadOnlyList<LabelledResponse>)[.. CsvRows.Read(path).Select(row =>
                    new LabelledResponse(row["prompt"], row["completion"], row["final_label"][0] != '1', row["final_label"][0] == '2'))]);

    /// <summary>Do-Not-Answer's annotated responses by model; refused is action 0, "cannot assist".</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<LabelledResponse>> DoNotAnswer() =>
        Directory.GetFiles(GoldenFolder.DataOrSkip("do_not_answer", "human"), "*.csv")
            .Order(StringComparer.Ordinal)
            .ToDictionary(
                path => Path.GetFileNameWithoutExtension(path).Split('_')[^1],
                path => (IReadOnlyList<LabelledResponse>)[.. CsvRows.Read(path).Select(row =>
                    new LabelledResponse(row["question"], row["response"], row["action"].StartsWith('0'), row["action"].StartsWith('0')))]);

    /// <summary>chatgpt-refusals; refused is the tone "rejected".</summary>
    public static IReadOnlyList<LabelledResponse> ChatGptRefusals()
    {
        var path = GoldenFolder.DataOrSkip("chatgpt_refusals", "all_hand_labeled.json");
        return [.. JsonDocument.Parse(File.ReadAllText(path)).RootElement.EnumerateArray().Select(row =>
        {
            var rejected = row.GetProperty("tone").GetString() == "rejected";
            return new LabelledResponse(row.GetProperty("prompt").GetString()!, row.GetProperty("response").GetString()!, rejected, rejected);
        })];
    }
}
