using Demur.Abstractions;
using Demur.Models.ChatTemplates;
using Microsoft.Extensions.AI;

namespace Demur.Models.Generation;

/// <summary>Turns a conversation into the tokens that a model continues.</summary>
/// <remarks>A conversation that ends with the assistant's turn is continued within that turn.</remarks>
internal sealed class ChatPrompt(LocalModel local, LocalChatOptions options)
{
    /// <summary>Gets the tokens up to where the assistant is to write.</summary>
    /// <exception cref="DemurException">There is no message or no template, or a message holds more than text.</exception>
    public IReadOnlyList<int> Encode(IEnumerable<ChatMessage> messages, ChatOptions? chat = null)
    {
        List<ChatTurn> turns = [.. messages.Select(Turn)];
        if (chat?.Instructions is { Length: > 0 } instructions)
        {
            turns.Insert(0, new ChatTurn(ChatTurn.System, instructions));
        }

        if (turns.Count == 0)
        {
            throw new DemurException("The conversation is empty, so there is nothing to answer. Send at least one message.");
        }

        var prefill = options.Prefill ?? string.Empty;
        if (turns[^1].Role == ChatTurn.Assistant)
        {
            prefill = turns[^1].Content + prefill;
            turns.RemoveAt(turns.Count - 1);
        }

        return RawCompletion.IsAsked(chat) ? EncodeRaw(turns, prefill) : Encode(turns, prefill);
    }

    /// <summary>Gets the tokens of a text that follows a prompt.</summary>
    public IReadOnlyList<int> EncodeContinuation(IReadOnlyList<ChatTurn> turns, IReadOnlyList<int> prompt, string continuation)
    {
        // Together when the border falls between tokens, so that tokenizers that open a text with a space do not do so here.
        var together = Encode(turns, continuation);
        return CommonPrefix.Of(prompt, together) == prompt.Count
            ? [.. together.Skip(prompt.Count)]
            : local.Tokenizer.EncodeToIds(continuation, addSpecialTokens: false);
    }

    /// <summary>Gets the tokens of turns and of what the assistant has written already.</summary>
    public IReadOnlyList<int> Encode(IReadOnlyList<ChatTurn> turns, string prefill)
    {
        if (options.Raw)
        {
            return EncodeRaw(turns, prefill);
        }

        var template = local.Template ?? throw new DemurException(
            $"{local.Name} has no chat template, so it cannot hold a conversation. Use demur complete, or a checkpoint that was tuned for chat.");
        var conversation = SoftPromptTurns.With(local.SoftPromptText, turns);
        var text = template.Render(new ChatTemplateInput
        {
            Messages = [.. conversation.Select(turn => new ChatTemplateMessage(turn))],
            AddGenerationPrompt = true,
            SystemPrompt = conversation is [{ Role: ChatTurn.System }, ..] ? SystemPromptMode.TemplateDefault : options.SystemPrompt,
            Variables = local.TemplateVariables,
        });
        var ids = local.Tokenizer.EncodeChatText(text + prefill).Ids;
        SoftPromptTurns.Check(local, ids);
        return ids;
    }

    private IReadOnlyList<int> EncodeRaw(IEnumerable<ChatTurn> turns, string prefill)
    {
        RequireNoSoftPrompt();
        return local.Tokenizer.EncodeToIds(RawCompletion.TextOf([.. turns, new ChatTurn(ChatTurn.Assistant, prefill)]));
    }

    private void RequireNoSoftPrompt()
    {
        if (local.SoftPromptText is not null)
        {
            throw new DemurException("A soft prompt stands in the system message, and text that is continued without a chat template has none. Leave one of the two out.");
        }
    }

    private static ChatTurn Turn(ChatMessage message) =>
        message.Contents.FirstOrDefault(content => content is not (TextContent or TextReasoningContent or UsageContent)) is { } other
            ? throw new DemurException($"A message of {message.Role} holds {other.GetType().Name}, but a local text model reads text only. Send its text.")
            : new ChatTurn(message.Role.Value, message.Text);
}
