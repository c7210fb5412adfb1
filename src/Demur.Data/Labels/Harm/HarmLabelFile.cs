using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Labels.Harm;

/// <summary>Reads and writes files of labelled harm: one JSON object a line with <c>prompt</c>, <c>harmful</c>, <c>source</c>, and <c>response</c> where an answer is labelled.</summary>
/// <remarks>Without <c>licence</c> and <c>labelled_by</c> a row is the user's own, labelled by people; without a source it is from the file's own name.</remarks>
public static class HarmLabelFile
{
    /// <summary>The licence of rows that state none.</summary>
    public const string Own = "LicenseRef-own";

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">The file, UTF-8; blank lines are skipped.</param>
    /// <exception cref="DemurException">The file is missing, holds no row, or a line is no labelled row; the message names the line.</exception>
    public static IReadOnlyList<LabelledHarm> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new DemurException($"There is no label file '{path}'. Name a .jsonl file with prompt, harmful and source, or make one with demur judge harm labels.");
        }

        List<LabelledHarm> rows = [];
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                rows.Add(Parse(line, path, number));
            }
        }

        return rows.Count > 0 ? rows : throw new DemurException($"'{path}' holds no labelled row. Each line is an object with prompt, harmful, source, and response where an answer is labelled.");
    }

    /// <summary>Writes rows under a temporary name and renames the file.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="rows">The rows.</param>
    public static void Write(string path, IEnumerable<LabelledHarm> rows)
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

    private static LabelledHarm Parse(string line, string path, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            if (row.ValueKind != JsonValueKind.Object)
            {
                throw Bad(path, number, $"a row is a JSON object, and this is a {row.ValueKind}");
            }

            return new LabelledHarm
            {
                Prompt = Text(row, "prompt") ?? throw Bad(path, number, "there is no text 'prompt'"),
                Response = Text(row, "response"),
                Harmful = row.TryGetProperty("harmful", out var harmful) && harmful.ValueKind is JsonValueKind.True or JsonValueKind.False
                    ? harmful.GetBoolean()
                    : throw Bad(path, number, "'harmful' is neither true nor false"),
                Category = CategoryOf(Text(row, "category"), path, number),
                Group = Text(row, "group"),
                Source = Text(row, "source") is { Length: > 0 } source ? source : Path.GetFileNameWithoutExtension(path),
                Licence = Text(row, "licence") ?? Own,
                LabelledBy = Text(row, "labelled_by") ?? "people",
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

    private static HarmCategory? CategoryOf(string? name, string path, int number) => name is null ? null
        : HarmCategories.Find(name) ?? throw Bad(path, number, $"the category \"{name}\" is none of {string.Join(", ", HarmCategories.Names)}");

    private static string? Text(JsonElement row, string key) => row.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DemurException Bad(string path, int number, string what) => new($"{path}:{number}: {what}.");
}
