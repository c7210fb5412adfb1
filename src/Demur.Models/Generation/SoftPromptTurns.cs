using Demur.Abstractions;

namespace Demur.Models.Generation;

/// <summary>Puts the text of an attached soft prompt into conversations.</summary>
public static class SoftPromptTurns
{
    /// <summary>Puts a text before the system message, or in the place of a missing one.</summary>
    /// <param name="text">The text; null leaves the turns as they are.</param>
    /// <param name="turns">The conversation.</param>
    public static IReadOnlyList<ChatTurn> With(string? text, IReadOnlyList<ChatTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        return text is null ? turns
            : turns is [{ Role: ChatTurn.System } system, ..] ? [new ChatTurn(ChatTurn.System, $"{text}\n\n{system.Content}"), .. turns.Skip(1)]
            : [new ChatTurn(ChatTurn.System, text), .. turns];
    }

    /// <summary>Requires that the chat template wrote every vector of the attached soft prompt.</summary>
    /// <param name="local">The model.</param>
    /// <param name="ids">The conversation as tokens.</param>
    /// <exception cref="DemurException">The template writes no system message.</exception>
    public static void Check(LocalModel local, IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(local);
        var (first, expected) = (local.Model.Config.VocabularySize, local.Model.InputVocabularySize - local.Model.Config.VocabularySize);
        var found = local.SoftPromptText is null ? expected : ids.Count(id => id >= first);
        if (found < expected)
        {
            throw new DemurException($"The chat template of {local.Name} wrote {found} of the {expected} vectors of the soft prompt: it has no system message for them. Take a checkpoint whose template has one.");
        }
    }
}
