using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Data.Labels;

/// <summary>Reads and writes label files: one JSON object a line with <c>prompt</c>, <c>response</c>, <c>label</c>, <c>source</c> and <c>model</c>.</summary>
/// <remarks>Other keys are ignored. Without a source a row is from the file's own name; without a model it is from <c>unknown</c>.</remarks>
public static class LabelFile
{
    private const string UnknownModel = "unknown";
    private const int LongestShown = 40;

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">The file, UTF-8 with or without a byte order mark; blank lines are skipped.</param>
    /// <exception cref="DemurException">The file is missing, holds no row, or a line is no labelled response; the message names the line.</exception>
    public static IReadOnlyList<LabelledResponse> Read(string path)
    {
        var ownSource = Path.GetFileNameWithoutExtension(path);
        return JsonLines.Read(path, row => Parse(row, ownSource), ("labelled response", "Name a .jsonl file with prompt, response and label, or make one with demur judge labels."));
    }

    /// <summary>Writes rows under a temporary name and renames the file.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="rows">The rows.</param>
    public static void Write(string path, IEnumerable<LabelledResponse> rows) =>
        WholeFile.WriteLines(path, rows.Select(row => JsonSerializer.Serialize(row, DemurJson.Line)));

    private static LabelledResponse Parse(JsonElement row, string ownSource) => new()
    {
        Prompt = JsonTurns.Text(row, "prompt") ?? throw new DemurException("there is no text 'prompt'."),
        Response = JsonTurns.Text(row, "response") ?? throw new DemurException("there is no text 'response' (an empty answer is \"\")."),
        Label = LabelOf(JsonTurns.Text(row, "label") ?? throw new DemurException("there is no text 'label'.")),
        Source = NotEmpty(JsonTurns.Text(row, "source")) ?? ownSource,
        Model = NotEmpty(JsonTurns.Text(row, "model")) ?? UnknownModel,
        Detail = JsonTurns.Text(row, "detail"),
    };

    private static Outcome LabelOf(string label) => label.Trim().ToLowerInvariant() switch
    {
        "full_compliance" => Outcome.FullCompliance,
        "full_refusal" => Outcome.FullRefusal,
        "partial_refusal" => Outcome.PartialRefusal,
        _ => throw new DemurException($"the label \"{(label.Length <= LongestShown ? label : label[..LongestShown] + "...")}\" is none of full_compliance, full_refusal, partial_refusal."),
    };

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
