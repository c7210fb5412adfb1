using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Formats;

/// <summary>Reads single answers that are marked good or bad: JSON Lines with <c>prompt</c>, <c>completion</c> and <c>label</c> or <c>desirable</c>, the form that TRL reads too.</summary>
public static class RatedAnswerFile
{
    /// <summary>Reads a file whole; prompt and completion are texts or lists of turns.</summary>
    /// <param name="path">A file of one JSON object a line.</param>
    /// <exception cref="DemurException">The file is missing or empty, or a row is bad; the message names its line.</exception>
    public static IReadOnlyList<RatedAnswer> Read(string path) =>
        JsonLines.Read(path, Parse, ("rated answer", "Name a .jsonl file with prompt, completion and desirable (true or false), or give pairs with --pairs."));

    private static RatedAnswer Parse(JsonElement row)
    {
        var (prompt, completion) = (JsonTurns.Of(row, "prompt", ChatTurn.User), JsonTurns.Answer(JsonTurns.Of(row, "completion", ChatTurn.Assistant), "completion"));
        if (prompt.Count == 0)
        {
            throw new DemurException("'prompt' holds no turn.");
        }

        return new RatedAnswer
        {
            Id = Sample.IdOf([.. prompt, new ChatTurn(ChatTurn.Assistant, completion)]),
            Prompt = prompt,
            Completion = completion,
            Desirable = Flag(row),
            Source = JsonTurns.Text(row, "source") ?? "file",
            Licence = JsonTurns.Text(row, "licence") ?? "unknown",
        };
    }

    private static bool Flag(JsonElement row) =>
        row.TryGetProperty("desirable", out var value) || row.TryGetProperty("label", out value)
            ? value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? value.GetBoolean()
                : throw new DemurException($"'desirable' must be true or false, and is {value.GetRawText()}.")
            : throw new DemurException("'desirable' is missing: true for an answer to give, false for one to avoid.");
}
