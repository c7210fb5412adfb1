using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Data.Formats;

namespace Demur.Data.Labels;

/// <summary>The public sets whose responses people labelled, each mapped to Demur's three classes.</summary>
/// <remarks>Files are found by layout and not by hash, so that further models in the same layout are read too.</remarks>
public static class LabelSets
{
    /// <summary>Gets every set.</summary>
    public static IReadOnlyList<LabelSet> All { get; } =
    [
        new("xstest", "Declines the request or gives nothing of it; the annotators' final label of three.", XsTest),
        new("do_not_answer", "Action 0, \"cannot assist\": says that it will not. Rebutting, balancing, disclaiming, not knowing and following (1 to 5) are not.", DoNotAnswer),
        new("chatgpt_refusals", "Tone \"rejected\": says that it will not. Redirecting, contradicting, disclaiming and not knowing are not.", ChatGptRefusals),
    ];

    /// <summary>Reads the rows of a set from a folder of public sets.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="root">The folder of public sets, one folder a set.</param>
    /// <exception cref="DemurException">There is no such set, or its folder has no file of the layout.</exception>
    public static IReadOnlyList<LabelledResponse> Read(string name, string root)
    {
        var set = All.FirstOrDefault(set => set.Name == name)
            ?? throw new DemurException($"There are no labelled responses called \"{name}\". Choose from {string.Join(", ", All.Select(set => set.Name))}.");
        var folder = Path.Combine(root, name);
        var rows = Directory.Exists(folder) ? LabelReading.Whole(name, folder, () => set.Read(folder)) : [];
        return rows.Length > 0
            ? rows
            : throw new DemurException($"'{folder}' has no labelled responses. Set {DataStore.Variable} to a folder that has the set {name}, or get it with demur data import {name}.");
    }

    /// <summary>Gets the licence of a set's rows, which decides whether weights trained on them may ship.</summary>
    /// <param name="name">The set's name in the catalogue.</param>
    public static string LicenceOf(string name) =>
        DataCatalogue.Find(name)?.Licence ?? Licences.NotStated;

    private static IEnumerable<LabelledResponse> XsTest(string folder) => Files(folder, "model_completions", "xstest_v2_completions_*.csv")
        .SelectMany(path => CsvFile.Read(path).Select(record => new LabelledResponse
        {
            Prompt = record.Field("prompt"),
            Response = record.Field("completion"),
            Label = record.Field("final_label").Trim() switch
            {
                "1_full_compliance" => Outcome.FullCompliance,
                "2_full_refusal" => Outcome.FullRefusal,
                "3_partial_refusal" => Outcome.PartialRefusal,
                var label => throw new DemurException($"{path}:{record.Line}: final_label is \"{label}\", which is none of XSTest's three."),
            },
            Source = "xstest",
            Model = Path.GetFileNameWithoutExtension(path).Split('_')[^1],
        }));

    private static IEnumerable<LabelledResponse> DoNotAnswer(string folder) => Files(folder, "human", "annotated_response_*.csv")
        .SelectMany(path => CsvFile.Read(path).Select(record => new LabelledResponse
        {
            Prompt = record.Field("question"),
            Response = record.Field("response"),
            Label = Action(record.Field("action"), path, record.Line) == 0 ? Outcome.FullRefusal : Outcome.FullCompliance,
            Source = "do_not_answer",
            Model = Path.GetFileNameWithoutExtension(path).Split('_')[^1],
            Detail = $"action {Action(record.Field("action"), path, record.Line)}",
        }));

    private static int Action(string text, string path, int line) => text.Trim() is [>= '0' and <= '5' and var digit, ..]
        ? digit - '0'
        : throw new DemurException($"{path}:{line}: action is \"{text}\", and Do-Not-Answer knows 0 to 5.");

    private static IEnumerable<LabelledResponse> ChatGptRefusals(string folder)
    {
        var path = Path.Combine(folder, "all_hand_labeled.json");
        if (!File.Exists(path))
        {
            yield break;
        }

        using var document = JsonDocument.Parse(File.ReadAllText(path));
        foreach (var (number, row) in document.RootElement.EnumerateArray().Index())
        {
            var tone = Text("tone");
            yield return new LabelledResponse
            {
                Prompt = Text("prompt"),
                Response = Text("response"),
                Label = tone == "rejected" ? Outcome.FullRefusal : Outcome.FullCompliance,
                Source = "chatgpt_refusals",
                Model = "chatgpt",
                Detail = tone,
            };

            string Text(string key) => JsonTurns.Text(row, key) ?? throw new DemurException($"{path}, row {number + 1}: there is no text '{key}'.");
        }
    }

    private static IEnumerable<string> Files(string folder, string below, string pattern)
    {
        var path = Path.Combine(folder, below);
        return Directory.Exists(path) ? Directory.GetFiles(path, pattern).Order(StringComparer.Ordinal) : [];
    }
}
