using Microsoft.Extensions.AI;

namespace Demur.Abstractions;

/// <summary>One turn of a conversation as it is stored in files.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">The text of the turn.</param>
public sealed record ChatTurn(string Role, string Content)
{
    /// <summary>The role of the operator's instructions.</summary>
    public const string System = "system";

    /// <summary>The role of whoever asks.</summary>
    public const string User = "user";

    /// <summary>The role of whatever answers.</summary>
    public const string Assistant = "assistant";

    /// <summary>Converts the turn to the message type of the one seam.</summary>
    public ChatMessage ToChatMessage() => new(new ChatRole(Role), Content);
}
