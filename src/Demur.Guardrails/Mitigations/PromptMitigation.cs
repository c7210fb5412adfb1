using Demur.Abstractions;
using Demur.Guardrails.Prompts;
using Microsoft.Extensions.AI;

namespace Demur.Guardrails.Mitigations;

/// <summary>Puts prompts of the library around anything that answers; they compose.</summary>
public static class PromptMitigation
{
    /// <summary>Wraps a client.</summary>
    /// <param name="inner">What answers.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="refuses">Tells whether an answer to a conversation refuses, for interactive prompts.</param>
    public static IChatClient Apply(IChatClient inner, SafetyPrompt prompt, Func<IReadOnlyList<ChatMessage>, string, CancellationToken, Task<bool>> refuses)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return prompt.Kind switch
        {
            SafetyPromptKind.Interactive => new InteractiveChatClient(inner, prompt.Text, refuses),
            SafetyPromptKind.FewShot => new RequestRewriteChatClient(inner, messages => WithExamples(messages, prompt.Examples)),
            SafetyPromptKind.Contextual => new RequestRewriteChatClient(inner, messages => InContext(messages, prompt.Text)),
            _ => new RequestRewriteChatClient(inner, messages => WithSystem(messages, prompt.Text)),
        };
    }

    // Before the system prompt that the conversation has, so that neither replaces the other.
    private static ChatMessage[] WithSystem(IReadOnlyList<ChatMessage> messages, string text) =>
        messages is [var first, ..] && first.Role == ChatRole.System
            ? [new ChatMessage(ChatRole.System, $"{text}\n\n{first.Text}"), .. messages.Skip(1)]
            : [new ChatMessage(ChatRole.System, text), .. messages];

    private static ChatMessage[] WithExamples(IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatTurn> examples)
    {
        var system = messages.TakeWhile(message => message.Role == ChatRole.System).ToArray();
        return [.. system, .. examples.Select(turn => turn.ToChatMessage()), .. messages.Skip(system.Length)];
    }

    // The last request alone; one that holds more than text stays as it is.
    private static ChatMessage[] InContext(IReadOnlyList<ChatMessage> messages, string text)
    {
        ChatMessage[] changed = [.. messages];
        var last = Array.FindLastIndex(changed, message => message.Role == ChatRole.User && message.Contents.All(content => content is TextContent));
        if (last >= 0)
        {
            changed[last] = new ChatMessage(ChatRole.User, text.Replace(SafetyPrompt.Request, changed[last].Text, StringComparison.Ordinal));
        }

        return changed;
    }
}
