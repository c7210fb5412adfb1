using Demur.Models.ChatTemplates;
using Microsoft.Extensions.AI;

namespace Demur.Models.Generation;

/// <summary>The two contexts of one conversation; their system prompts stand before that of the conversation itself.</summary>
internal sealed class ContrastPrompts(LocalModel local, LocalChatOptions options, ContrastOptions contrast)
{
    public IReadOnlyList<int> Emphasised(IReadOnlyList<ChatMessage> messages, ChatOptions? chat) => Encode(contrast.Emphasis, messages, chat);

    public IReadOnlyList<int> Plain(IReadOnlyList<ChatMessage> messages, ChatOptions? chat) => Encode(contrast.Plain, messages, chat);

    private IReadOnlyList<int> Encode(string? system, IReadOnlyList<ChatMessage> messages, ChatOptions? chat)
    {
        ChatMessage[] given = chat?.Instructions is { Length: > 0 } instructions ? [new ChatMessage(ChatRole.System, instructions), .. messages] : [.. messages];
        ChatMessage[] conversation = string.IsNullOrEmpty(system) ? given : With(system, given);
        var mode = conversation is [var first, ..] && first.Role == ChatRole.System ? SystemPromptMode.TemplateDefault
            : system is null ? options.SystemPrompt
            : SystemPromptMode.None;
        return new ChatPrompt(local, options with { SystemPrompt = mode }).Encode(conversation);
    }

    private static ChatMessage[] With(string system, ChatMessage[] messages) =>
        messages is [var first, ..] && first.Role == ChatRole.System
            ? [new ChatMessage(ChatRole.System, $"{system}\n\n{first.Text}"), .. messages[1..]]
            : [new ChatMessage(ChatRole.System, system), .. messages];
}
