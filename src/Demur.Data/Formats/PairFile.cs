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
    public static IReadOnlyList<PreferencePair> Read(string path) =>
        JsonLines.Read(path, Parse, ("preference pair", "Name a .jsonl file of preference pairs; 'demur data pairs' builds some."));

    /// <summary>Writes pairs under a temporary name and renames the file.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="pairs">The pairs.</param>
    public static void Write(string path, IEnumerable<PreferencePair> pairs) =>
        WholeFile.WriteLines(path, pairs.Select(pair => JsonSerializer.Serialize(pair, DemurJson.Line)));

    private static PreferencePair Parse(JsonElement row)
    {
        var (chosen, rejected) = (JsonTurns.Of(row, "chosen", ChatTurn.Assistant), JsonTurns.Of(row, "rejected", ChatTurn.Assistant));
        var prompt = row.TryGetProperty("prompt", out _) ? JsonTurns.Of(row, "prompt", ChatTurn.User) : [.. chosen.SkipLast(1)];
        if (prompt.Count == 0)
        {
            throw new DemurException("a pair needs a 'prompt', or conversations in 'chosen' and 'rejected' that begin with one.");
        }

        var (better, worse) = (JsonTurns.Answer(chosen, "chosen"), JsonTurns.Answer(rejected, "rejected"));
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
            Use = JsonTurns.Text(row, "use"),
            Source = JsonTurns.Text(row, "source") ?? "file",
            Licence = JsonTurns.Text(row, "licence") ?? "unknown",
        };
    }
}
