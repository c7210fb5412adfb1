using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Formats;

/// <summary>Makes a checked training row from turns and from what else the row says.</summary>
internal static class RowAssembly
{
    public static string RoleOf(string name, string place) => name switch
    {
        "user" or "human" => ChatTurn.User,
        "assistant" or "gpt" or "chatgpt" or "bot" => ChatTurn.Assistant,
        "system" => ChatTurn.System,
        _ => throw new DemurException($"{place} has the role '{name}'; known are user (human), assistant (gpt) and system."),
    };

    public static TrainingRow ToRow(IReadOnlyList<ChatTurn> messages, JsonElement extra)
    {
        Check(messages);
        return new TrainingRow
        {
            Id = Sample.IdOf(messages),
            Messages = messages,
            Complete = !(extra.TryGetProperty("complete", out var complete) && complete.ValueKind == JsonValueKind.False),
            Label = ReadEnum(extra, "label", SampleLabel.Harmless),
            Category = extra.TryGetProperty("category", out var category) && category.ValueKind == JsonValueKind.String ? ReadEnum(extra, "category", HarmCategory.Other) : null,
            Task = JsonTurns.Text(extra, "task"),
            Pair = JsonTurns.Text(extra, "pair"),
            Source = JsonTurns.Text(extra, "source") ?? "file",
            Licence = JsonTurns.Text(extra, "licence") ?? "unknown",
        };
    }

    private static void Check(IReadOnlyList<ChatTurn> messages)
    {
        if (messages is [] or [_])
        {
            throw new DemurException($"a row needs a request and an answer, and this one has {messages.Count} turns.");
        }

        if (messages[^1].Role != ChatTurn.Assistant)
        {
            throw new DemurException($"the last turn is what is learnt and must be the assistant's, and it is the {messages[^1].Role}'s.");
        }

        if (string.IsNullOrWhiteSpace(messages[^1].Content))
        {
            throw new DemurException("the assistant's last turn is empty, so there is nothing to learn.");
        }
    }

    private static T ReadEnum<T>(JsonElement row, string key, T fallback)
        where T : struct, Enum
    {
        if (JsonTurns.Text(row, key) is not { } text)
        {
            return fallback;
        }

        return Enum.TryParse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value)
            ? value
            : throw new DemurException($"'{key}' is '{text}'; known are {DemurJson.NamesOf<T>()}.");
    }
}
