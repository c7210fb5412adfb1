using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Targets;

/// <summary>Builds the JSON that targets are asked with.</summary>
internal static class RequestBody
{
    /// <summary>Gives the messages as objects of <c>role</c> and <c>content</c>.</summary>
    public static JsonArray Turns(IEnumerable<ChatMessage> messages) =>
        [.. messages.Select(message => new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text })];

    /// <summary>Sets a field that has a value, and leaves it out otherwise.</summary>
    public static void Set<T>(this JsonObject body, string name, T? value)
        where T : struct
    {
        if (value is { } given)
        {
            body[name] = JsonValue.Create(given);
        }
    }

    /// <summary>Sets a field of texts, and leaves it out when there are none.</summary>
    public static void SetTexts(this JsonObject body, string name, IList<string>? texts)
    {
        if (texts is { Count: > 0 })
        {
            body[name] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]);
        }
    }
}
