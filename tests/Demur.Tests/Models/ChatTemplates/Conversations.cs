using System.Text.Json.Nodes;
using Demur.Models.ChatTemplates;

namespace Demur.Tests.Models.ChatTemplates;

/// <summary>Inputs for templates.</summary>
internal static class Conversations
{
    /// <summary>A conversation from roles and contents in turn.</summary>
    public static ChatTemplateInput Of(params IReadOnlyList<(string Role, string Content)> turns) => new()
    {
        Messages = [.. turns.Select(turn => new ChatTemplateMessage(turn.Role, turn.Content))],
        Variables = new Dictionary<string, JsonNode?> { ["bos_token"] = "<s>", ["eos_token"] = "</s>" },
        Clock = new FixedClock(new DateTime(2026, 1, 2, 3, 4, 5)),
    };

    public static ChatTemplateInput WithVariable(this ChatTemplateInput input, string name, JsonNode? value) =>
        input with { Variables = new Dictionary<string, JsonNode?>(input.Variables) { [name] = value } };
}
