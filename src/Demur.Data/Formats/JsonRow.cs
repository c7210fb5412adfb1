using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Formats;

/// <summary>Tells the three usual shapes of a row apart by their keys and reads them.</summary>
internal static class JsonRow
{
    public static TrainingRow Parse(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            throw new DemurException($"a row is a JSON object, and this is a {row.ValueKind}.");
        }

        var messages = row.TryGetProperty("messages", out var chat) ? Turns(chat, "messages")
            : row.TryGetProperty("conversations", out var conversation) ? Turns(conversation, "conversations")
            : row.TryGetProperty("instruction", out _) ? Alpaca(row)
            : throw new DemurException("a row has 'messages', 'conversations' (ShareGPT) or 'instruction' with 'output' (Alpaca), and this one has none of them.");
        return RowAssembly.ToRow(messages, row);
    }

    private static List<ChatTurn> Turns(JsonElement turns, string key)
    {
        if (turns.ValueKind != JsonValueKind.Array)
        {
            throw new DemurException($"'{key}' must be an array of turns, and is a {turns.ValueKind}.");
        }

        return [.. turns.EnumerateArray().Select((turn, index) => Turn(turn, $"{key}[{index}]"))];
    }

    private static ChatTurn Turn(JsonElement turn, string place)
    {
        var role = JsonTurns.Text(turn, "role") ?? JsonTurns.Text(turn, "from")
            ?? throw new DemurException($"{place} has neither 'role' nor 'from'.");
        var content = JsonTurns.Text(turn, "content") ?? JsonTurns.Text(turn, "value")
            ?? throw new DemurException($"{place} has neither a text 'content' nor 'value'.");
        return new ChatTurn(RowAssembly.RoleOf(role, place), content);
    }

    private static List<ChatTurn> Alpaca(JsonElement row)
    {
        var instruction = JsonTurns.Text(row, "instruction") ?? throw new DemurException("'instruction' is not a text.");
        var output = JsonTurns.Text(row, "output") ?? throw new DemurException("an Alpaca row needs a text 'output'.");
        var input = JsonTurns.Text(row, "input");
        List<ChatTurn> messages = [];
        if (JsonTurns.Text(row, "system") is { Length: > 0 } system)
        {
            messages.Add(new ChatTurn(ChatTurn.System, system));
        }

        messages.Add(new ChatTurn(ChatTurn.User, string.IsNullOrEmpty(input) ? instruction : $"{instruction}\n\n{input}"));
        messages.Add(new ChatTurn(ChatTurn.Assistant, output));
        return messages;
    }
}
