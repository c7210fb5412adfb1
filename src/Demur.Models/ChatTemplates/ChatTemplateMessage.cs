using System.Text.Json.Nodes;
using Demur.Abstractions;

namespace Demur.Models.ChatTemplates;

/// <summary>One message as a chat template sees it: a role, a content, and whatever else the template knows.</summary>
/// <remarks>
/// Fields keep their order, since some templates print a whole message. Nodes are read when rendering and never changed.
/// </remarks>
public sealed class ChatTemplateMessage
{
    private readonly List<KeyValuePair<string, JsonNode?>> _fields = [];

    private ChatTemplateMessage(IEnumerable<KeyValuePair<string, JsonNode?>> fields) => _fields.AddRange(fields);

    /// <summary>Creates a message of plain text.</summary>
    /// <param name="role">The speaker: <c>system</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>, or what the template knows.</param>
    /// <param name="content">The text.</param>
    public ChatTemplateMessage(string role, string content)
    {
        _fields.Add(new KeyValuePair<string, JsonNode?>("role", role));
        _fields.Add(new KeyValuePair<string, JsonNode?>("content", content));
    }

    /// <summary>Creates a message of plain text from a turn.</summary>
    /// <param name="turn">The turn.</param>
    public ChatTemplateMessage(ChatTurn turn) : this(turn?.Role ?? throw new ArgumentNullException(nameof(turn)), turn.Content) { }

    /// <summary>Gets the speaker; empty when the message has none.</summary>
    public string Role => Text("role") ?? "";

    /// <summary>Gets the content where it is plain text; <see langword="null"/> where it is missing or made of parts.</summary>
    public string? Content => Text("content");

    /// <summary>Gets every field in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonNode?>> Fields => _fields;

    /// <summary>Reads a message from JSON, with all its fields.</summary>
    /// <param name="message">An object with at least <c>role</c>, as OpenAI's wire format has it.</param>
    /// <exception cref="DemurException">The object has no text as role, or a key twice.</exception>
    public static ChatTemplateMessage FromJson(JsonObject message)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            var read = new ChatTemplateMessage(message);
            return read.Text("role") is not null
                ? read
                : throw new DemurException("A message has no text as 'role'; give system, user, assistant or tool.");
        }
        catch (ArgumentException error)
        {
            throw new DemurException($"A message has a key twice: {error.Message}", error);
        }
    }

    /// <summary>The same message with one more field, or another value for one it has.</summary>
    /// <param name="name">The field's name, such as <c>tool_calls</c> or <c>reasoning_content</c>.</param>
    /// <param name="value">Its value.</param>
    public ChatTemplateMessage With(string name, JsonNode? value)
    {
        var changed = new ChatTemplateMessage(_fields);
        int at = changed._fields.FindIndex(field => field.Key == name);
        var field = new KeyValuePair<string, JsonNode?>(name, value);
        if (at < 0)
        {
            changed._fields.Add(field);
        }
        else
        {
            changed._fields[at] = field;
        }

        return changed;
    }

    private string? Text(string name)
    {
        foreach (var (key, value) in _fields)
        {
            if (key == name)
            {
                return value is JsonValue text && text.TryGetValue(out string? found) ? found : null;
            }
        }

        return null;
    }
}
