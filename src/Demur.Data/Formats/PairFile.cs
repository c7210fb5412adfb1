using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Formats;

/// <summary>Reads and writes preference pairs as JSON Lines with <c>prompt</c>, <c>chosen</c> and <c>rejected</c>, the form that TRL reads too.</summary>
public static class PairFile
{
    /// <summary>Reads a file whole; each of the three keys holds a text or a list of turns.</summary>
    /// <remarks>Where <c>prompt</c> is absent, <c>chosen</c> and <c>rejected</c> are conversations that differ in their last turn alone.</remarks>
    /// <param name="path">A file of one JSON object a line.</param>
    /// <exception cref="DemurException">The file is missing or empty, or a row is bad; the message names its line.</exception>
    public static IReadOnlyList<PreferencePair> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new DemurException($"There is no file '{path}'. Name a .jsonl file of preference pairs; 'demur data pairs' builds some.");
        }

        List<PreferencePair> pairs = [];
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                using var document = JsonDocument.Parse(line);
                pairs.Add(Parse(document.RootElement));
            }
            catch (JsonException exception)
            {
                throw new DemurException($"{path}, line {number}: not valid JSON at column {(exception.BytePositionInLine ?? 0) + 1}.", exception);
            }
            catch (DemurException exception)
            {
                throw new DemurException($"{path}, line {number}: {exception.Message}", exception);
            }
        }

        return pairs.Count > 0 ? pairs : throw new DemurException($"'{path}' holds no preference pair.");
    }

    /// <summary>Writes pairs under a temporary name and renames the file.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="pairs">The pairs.</param>
    public static void Write(string path, IEnumerable<PreferencePair> pairs)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var partial = path + ".partial";
        try
        {
            File.WriteAllLines(partial, pairs.Select(pair => JsonSerializer.Serialize(pair, DemurJson.Line)));
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static PreferencePair Parse(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            throw new DemurException($"a pair is a JSON object, and this is a {row.ValueKind}.");
        }

        var (chosen, rejected) = (Turns(row, "chosen", ChatTurn.Assistant), Turns(row, "rejected", ChatTurn.Assistant));
        var prompt = row.TryGetProperty("prompt", out _) ? Turns(row, "prompt", ChatTurn.User) : [.. chosen.SkipLast(1)];
        if (prompt.Count == 0)
        {
            throw new DemurException("a pair needs a 'prompt', or conversations in 'chosen' and 'rejected' that begin with one.");
        }

        var (better, worse) = (Answer(chosen, "chosen"), Answer(rejected, "rejected"));
        if (better == worse)
        {
            throw new DemurException("'chosen' and 'rejected' are the same, so there is nothing to prefer.");
        }

        return new PreferencePair
        {
            Id = Sample.IdOf(prompt),
            Prompt = prompt,
            Chosen = better,
            Rejected = worse,
            Margin = row.TryGetProperty("margin", out var margin) && margin.ValueKind == JsonValueKind.Number ? margin.GetDouble() : null,
            Label = row.TryGetProperty("label", out var label) && Enum.TryParse<SampleLabel>(label.ToString(), ignoreCase: true, out var parsed) ? parsed : null,
            Source = Text(row, "source") ?? "file",
            Licence = Text(row, "licence") ?? "unknown",
        };
    }

    private static string Answer(IReadOnlyList<ChatTurn> turns, string key) => turns is [.., { Role: ChatTurn.Assistant } last] && !string.IsNullOrWhiteSpace(last.Content)
        ? last.Content
        : throw new DemurException($"'{key}' ends with no answer of the assistant's.");

    private static IReadOnlyList<ChatTurn> Turns(JsonElement row, string key, string role)
    {
        if (!row.TryGetProperty(key, out var value))
        {
            throw new DemurException($"the pair has no '{key}'; a pair has 'prompt', 'chosen' and 'rejected'.");
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => [new ChatTurn(role, value.GetString()!)],
            JsonValueKind.Array => [.. value.EnumerateArray().Select((turn, index) => Turn(turn, $"{key}[{index}]"))],
            _ => throw new DemurException($"'{key}' must be a text or a list of turns, and is a {value.ValueKind}."),
        };
    }

    private static ChatTurn Turn(JsonElement turn, string place) =>
        Text(turn, "role") is { } role && Text(turn, "content") is { } content
            ? new ChatTurn(RowAssembly.RoleOf(role, place), content)
            : throw new DemurException($"{place} needs a text 'role' and a text 'content'.");

    private static string? Text(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
