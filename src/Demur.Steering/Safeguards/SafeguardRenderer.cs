using Demur.Abstractions;
using Demur.Models;
using Demur.Models.ChatTemplates;
using Demur.Models.Generation;
using Demur.Tensors;

namespace Demur.Steering.Safeguards;

/// <summary>Renders queries under a safety prompt, a soft prompt or none at all.</summary>
/// <param name="local">The model, whose template has a system message.</param>
public sealed class SafeguardRenderer(LocalModel local)
{
    /// <summary>Renders one query up to where the assistant begins to write.</summary>
    /// <param name="turns">The conversation.</param>
    /// <param name="system">What stands in the system message; null for no system message at all.</param>
    /// <exception cref="DemurException">The model has no chat template.</exception>
    public string Text(IReadOnlyList<ChatTurn> turns, string? system)
    {
        var template = local.Template ?? throw new DemurException($"{local.Name} has no chat template, so a safety prompt has no place. Choose a checkpoint that was tuned for chat.");
        var conversation = SoftPromptTurns.With(system, turns);
        return template.Render(new ChatTemplateInput
        {
            Messages = [.. conversation.Select(turn => new ChatTemplateMessage(turn))],
            AddGenerationPrompt = true,
            SystemPrompt = conversation[0].Role == ChatTurn.System ? SystemPromptMode.TemplateDefault : SystemPromptMode.None,
            Variables = local.TemplateVariables,
        });
    }

    /// <summary>Renders one query to tokens.</summary>
    /// <param name="turns">The conversation.</param>
    /// <param name="system">What stands in the system message; null for no system message at all.</param>
    /// <exception cref="DemurException">The model has no chat template, or it writes no system message for an attached soft prompt.</exception>
    public IReadOnlyList<int> Ids(IReadOnlyList<ChatTurn> turns, string? system)
    {
        var ids = local.Tokenizer.EncodeChatText(Text(turns, system)).Ids;
        if (system is not null && system == local.SoftPromptText)
        {
            SoftPromptTurns.Check(local, ids);
        }

        return ids;
    }

    /// <summary>Gives the tokens of an answer that follows a rendered query.</summary>
    /// <param name="text">What <see cref="Text"/> gave.</param>
    /// <param name="answer">The answer.</param>
    public IReadOnlyList<int> AnswerIds(string text, string answer)
    {
        var (prompt, whole) = (local.Tokenizer.EncodeChatText(text).Ids, local.Tokenizer.EncodeChatText(text + answer).Ids);
        return prompt.SequenceEqual(whole.Take(prompt.Count)) ? [.. whole.Skip(prompt.Count)] : local.Tokenizer.EncodeToIds(answer, addSpecialTokens: false);
    }

    /// <summary>Gives the embeddings of a text's tokens as they stand in the system message. <c>// (K, hidden)</c></summary>
    /// <param name="text">The text.</param>
    /// <exception cref="DemurException">The text has no token, or the template writes no system message.</exception>
    public Tensor Embeddings(string text)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var ids = Tensor.From([.. IdsInPlace(text).Select(id => (long)id)]).To(local.Model.Device);
        return scope.MoveToOuter(local.Model.EmbeddingWeight.Detach().Embedding(ids).To(ScalarType.Float32));
    }

    /// <summary>Gives the tokens of a text as they stand in the system message: what differs from one that holds a single vector.</summary>
    internal IReadOnlyList<int> IdsInPlace(string text)
    {
        using var scope = new TensorScope();
        ChatTurn[] query = [new(ChatTurn.User, "?")];
        var with = Ids(query, text);
        IReadOnlyList<int> around;
        using (local.Attach(Tensor.Zeros([1, local.Model.Config.HiddenSize], ScalarType.Float32, local.Model.Device)))
        {
            around = Ids(query, local.SoftPromptText);
        }

        var before = around.TakeWhile(id => id < local.Model.Config.VocabularySize).Count();
        var after = around.Count - before - 1;
        var inside = with.Count - before - after;
        var fits = inside > 0 && with.Take(before).SequenceEqual(around.Take(before)) && with.Skip(before + inside).SequenceEqual(around.Skip(before + 1));
        var ids = fits ? [.. with.Skip(before).Take(inside)] : local.Tokenizer.EncodeToIds(text, addSpecialTokens: false);
        return ids.Count > 0 ? ids : throw new DemurException("The safety prompt has no token, so no soft prompt can begin as it. Give a text.");
    }
}
