using Microsoft.Extensions.AI;

namespace Demur.Abstractions;

/// <summary>The mark of a call whose text is to be continued as it is, without a chat template.</summary>
/// <remarks>Local models and OpenAI-compatible servers with a completions endpoint heed it; another client answers it as a chat, so ask who is behind it first.</remarks>
public static class RawCompletion
{
    /// <summary>The key of <see cref="ChatOptions.AdditionalProperties"/>.</summary>
    public const string Key = "raw";

    /// <summary>Marks a call.</summary>
    /// <param name="options">The call's options.</param>
    public static void Ask(ChatOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (options.AdditionalProperties ??= [])[Key] = true;
    }

    /// <summary>Tells whether a call is marked.</summary>
    /// <param name="options">The call's options.</param>
    public static bool IsAsked(ChatOptions? options) => options?.AdditionalProperties?.TryGetValue(Key, out var value) is true && value is true;

    /// <summary>Gives the one text that is continued: the turns with an empty line between them, and the beginning of an answer right behind.</summary>
    /// <param name="turns">The conversation.</param>
    public static string TextOf(IReadOnlyList<ChatTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        var begun = turns is [.., { Role: ChatTurn.Assistant }] ? turns[^1].Content : "";
        return string.Join("\n\n", turns.SkipLast(turns is [.., { Role: ChatTurn.Assistant }] ? 1 : 0).Select(turn => turn.Content)) + begun;
    }
}
