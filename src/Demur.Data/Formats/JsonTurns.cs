using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Formats;

/// <summary>Reads conversations and answers out of JSON objects.</summary>
internal static class JsonTurns
{
    /// <summary>Reads a text, which becomes one turn, or a list of turns.</summary>
    public static IReadOnlyList<ChatTurn> Of(JsonElement row, string key, string role)
    {
        if (!row.TryGetProperty(key, out var value))
        {
            throw new DemurException($"'{key}' is missing; the keys are {string.Join(", ", row.EnumerateObject().Select(property => property.Name))}.");
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => [new ChatTurn(role, value.GetString()!)],
            JsonValueKind.Array => [.. value.EnumerateArray().Select((turn, index) => Turn(turn, $"{key}[{index}]"))],
            _ => throw new DemurException($"'{key}' must be a text or a list of turns, and is a {value.ValueKind}."),
        };
    }

    /// <summary>Takes the assistant's answer at the end of turns.</summary>
    public static string Answer(IReadOnlyList<ChatTurn> turns, string key) => turns is [.., { Role: ChatTurn.Assistant } last] && !string.IsNullOrWhiteSpace(last.Content)
        ? last.Content
        : throw new DemurException($"'{key}' ends with no answer of the assistant's.");

    /// <summary>Gives a text property, or null.</summary>
    public static string? Text(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static ChatTurn Turn(JsonElement turn, string place) =>
        Text(turn, "role") is { } role && Text(turn, "content") is { } content
            ? new ChatTurn(RowAssembly.RoleOf(role, place), content)
            : throw new DemurException($"{place} needs a text 'role' and a text 'content'.");
}
