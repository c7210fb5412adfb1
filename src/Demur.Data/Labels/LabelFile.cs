using System.Text;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Catalogue;

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
        if (!File.Exists(path))
        {
            throw new DemurException($"There is no label file '{path}'. Name a .jsonl file with prompt, response and label, or make one with demur judge labels.");
        }

        var rows = new List<LabelledResponse>();
        var number = 0;
        foreach (var line in File.ReadLines(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false)))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                rows.Add(Parse(line, path, number));
            }
        }

        return rows.Count > 0 ? rows : throw new DemurException($"'{path}' holds no labelled response. Each line is an object with prompt, response, label, source and model.");
    }

    /// <summary>Writes rows under a temporary name and renames the file.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="rows">The rows.</param>
    public static void Write(string path, IEnumerable<LabelledResponse> rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var partial = path + ".partial";
        try
        {
            File.WriteAllLines(partial, rows.Select(row => JsonSerializer.Serialize(row, DemurJson.Line)));
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Hashes a label file, so that a validation says which labels it is about.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The SHA-256 in lower-case hexadecimal digits.</returns>
    public static string HashOf(string path) => FileHash.Of(path);

    private static LabelledResponse Parse(string line, string path, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            if (row.ValueKind != JsonValueKind.Object)
            {
                throw Bad(path, number, $"a row is a JSON object, and this is a {row.ValueKind}");
            }

            return new LabelledResponse
            {
                Prompt = Text(row, "prompt") ?? throw Bad(path, number, "there is no text 'prompt'"),
                Response = Text(row, "response") ?? throw Bad(path, number, "there is no text 'response' (an empty answer is \"\")"),
                Label = LabelOf(Text(row, "label") ?? throw Bad(path, number, "there is no text 'label'"), path, number),
                Source = NotEmpty(Text(row, "source")) ?? Path.GetFileNameWithoutExtension(path),
                Model = NotEmpty(Text(row, "model")) ?? UnknownModel,
                Detail = Text(row, "detail"),
            };
        }
        catch (JsonException exception)
        {
            throw new DemurException($"{path}:{number}: not valid JSON at column {(exception.BytePositionInLine ?? 0) + 1}. Each line is one JSON object.", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new DemurException($"{path}:{number}: a text holds half a surrogate pair, which no text can. Write the file as UTF-8.", exception);
        }
    }

    private static Outcome LabelOf(string label, string path, int number) => label.Trim().ToLowerInvariant() switch
    {
        "full_compliance" => Outcome.FullCompliance,
        "full_refusal" => Outcome.FullRefusal,
        "partial_refusal" => Outcome.PartialRefusal,
        _ => throw Bad(path, number, $"the label \"{(label.Length <= LongestShown ? label : label[..LongestShown] + "...")}\" is none of full_compliance, full_refusal, partial_refusal"),
    };

    private static string? Text(JsonElement row, string key) =>
        row.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static DemurException Bad(string path, int number, string what) => new($"{path}:{number}: {what}.");
}
