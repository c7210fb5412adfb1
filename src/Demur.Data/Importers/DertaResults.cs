using System.Text.Json;
using System.Text.RegularExpressions;
using Demur.Abstractions;

namespace Demur.Data.Importers;

/// <summary>Reads the outputs that DeRTa's authors released: <c>results/safety/ATTACK/MODEL_eval_….json</c>, one answer a line, without labels.</summary>
/// <remarks>
/// A line is <c>{"question", "response"}</c>, or one text of prompt and answer together. Every file that lies there is read. A prompt that stands there
/// again counts once, as in the paper's numbers of questions. Answers come in the order of the questions.
/// </remarks>
public static partial class DertaResults
{
    private const string Folder = "derta/results/safety";

    /// <summary>Reads all outputs.</summary>
    /// <param name="root">The folder of public sets.</param>
    /// <exception cref="DemurException">There are none, or a line cannot be read.</exception>
    public static IReadOnlyList<PublishedOutput> Read(string root)
    {
        var place = Path.Combine(root, Folder);
        string[] files = Directory.Exists(place) ? [.. Directory.GetFiles(place, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
        if (files is [])
        {
            throw new DemurException($"{place} holds no published outputs. Get them with demur data import derta --from FOLDER|URL, or set DEMUR_DATA to a folder that has derta/results/safety.");
        }

        var prompts = DertaPrompts.Read(root);
        var stored = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["jailbreakchat"] = prompts.RolePlays, ["selfcipher"] = prompts.Ciphers, ["codeattack"] = prompts.Code, ["completionattack"] = [.. prompts.Rewritings.Select(text => text.Trim())],
        };
        return [.. files.SelectMany(file => ReadFile(file, prompts.Questions, stored))];
    }

    private static IEnumerable<PublishedOutput> ReadFile(string file, IReadOnlyList<string> questions, Dictionary<string, IReadOnlyList<string>> stored)
    {
        var attack = Path.GetFileName(Path.GetDirectoryName(file)!);
        var places = stored.GetValueOrDefault(attack, []).Index().GroupBy(entry => entry.Item, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Index, StringComparer.Ordinal);
        return File.ReadLines(file).Index().Where(line => !string.IsNullOrWhiteSpace(line.Item))
            .Select(line => (line.Index, Row: Parse(file, line.Index + 1, line.Item, places.Keys)))
            .Select(line => (line.Index, line.Row, Place: places.TryGetValue(line.Row.Prompt, out var place) ? place : int.MaxValue))
            .DistinctBy(line => line.Row.Prompt, StringComparer.Ordinal)
            .OrderBy(line => line.Place).ThenBy(line => line.Index)
            .Select(line => new PublishedOutput(ModelOf(file), attack, line.Place < questions.Count ? questions[line.Place] : line.Row.Prompt, line.Row.Prompt, line.Row.Answer));
    }

    private static (string Prompt, string Answer) Parse(string file, int number, string line, IEnumerable<string> prompts)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            if (row.ValueKind == JsonValueKind.String)
            {
                var text = row.GetString()!;
                var (prompt, end) = prompts.Select(known => (Prompt: known, End: EndOf(known, text))).MaxBy(known => known.End);
                return end > 0
                    ? (prompt, text[end..].TrimStart())
                    : throw new DemurException($"{file}:{number}: the text begins with none of the published prompts, so its answer cannot be told. Give lines with \"question\" and \"response\".");
            }

            return (row.GetProperty("question").GetString()!.Trim(), row.GetProperty("response").GetString()!);
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new DemurException($"{file}:{number}: is no object with the texts \"question\" and \"response\". Mend the line, or take the file out.");
        }
    }

    // Decoding dropped a space here and there, so white space does not count; 0 where the text begins otherwise.
    private static int EndOf(string prompt, string text)
    {
        var place = 0;
        foreach (var letter in prompt.Where(letter => !char.IsWhiteSpace(letter)))
        {
            while (place < text.Length && char.IsWhiteSpace(text[place]))
            {
                place++;
            }

            if (place == text.Length || text[place++] != letter)
            {
                return 0;
            }
        }

        return place;
    }

    private static string ModelOf(string file)
    {
        var name = Run().Match(Path.GetFileNameWithoutExtension(file)) is { Success: true } run ? run.Groups[1].Value : Path.GetFileNameWithoutExtension(file);
        return Variant().Replace(name, variant => variant.Groups[1].Value is "vanill" ? " vanilla" : $" {variant.Groups[1].Value}");
    }

    [GeneratedRegex("^(.+?)_(?:eval|autodan)_")]
    private static partial Regex Run();

    [GeneratedRegex("[-_](vanilla?|dpo|derta|recaug)$")]
    private static partial Regex Variant();
}
