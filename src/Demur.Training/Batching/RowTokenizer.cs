using Demur.Abstractions;
using Demur.Models.ChatTemplates;
using Demur.Models.Tokenizers;
using Demur.Training.Trainers;

namespace Demur.Training.Batching;

/// <summary>Turns conversations into token ids through the chat template and marks the tokens that are learnt.</summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="template">The model's chat template.</param>
/// <param name="options">What is learnt, and how long a row may be.</param>
public sealed class RowTokenizer(Tokenizer tokenizer, ChatTemplate template, RowTokenizerOptions options)
{
    /// <summary>Tokenises one row.</summary>
    /// <remarks>
    /// The loss falls on the last turn with its end of turn; an answer that was cut off teaches no end of turn,
    /// so its row ends with the last token of the text.
    /// </remarks>
    /// <param name="row">The row; its last turn is the assistant's.</param>
    /// <param name="given">How many characters of the last turn are context and not learnt.</param>
    /// <exception cref="DemurException">The row is longer than the limit, or the template does not render the reply.</exception>
    public TokenizedRow Tokenize(TrainingRow row, int given = 0)
    {
        var (text, start, end) = Render(row, given);
        var encoding = tokenizer.EncodeChatText(text[..end]);
        if (encoding.Ids.Count > options.MaxTokens)
        {
            throw new DemurException($"Row {row.Id} is {encoding.Ids.Count} tokens long, and the limit is {options.MaxTokens}. Shorten it, leave it out, or raise max_tokens in the recipe.");
        }

        var from = CodePoints(text.AsSpan(0, start));
        return new TokenizedRow
        {
            Id = row.Id,
            Pair = row.Pair,
            Refuses = row.Label switch { SampleLabel.Harmful => true, SampleLabel.Harmless => false, _ => null },
            TokenIds = [.. encoding.Ids],
            IsTarget = [.. encoding.Offsets.Select(offset => options.LossOn == LossOn.AsReleased || offset.Start >= from)],
        };
    }

    // What the model is asked with, and then everything it is to write.
    private (string Text, int Start, int End) Render(TrainingRow row, int given)
    {
        var prompt = template.Render(Input(row.Messages.SkipLast(1), addGenerationPrompt: true));
        var text = template.Render(Input(row.Messages, addGenerationPrompt: false)).TrimEnd();
        if (!text.StartsWith(prompt, StringComparison.Ordinal) || text.Length <= prompt.Length)
        {
            throw new DemurException($"Row {row.Id}: the chat template does not render the assistant's last turn as a continuation of what comes before it, so it is not clear what to learn.");
        }

        var content = row.Messages[^1].Content.Trim();
        var at = row.Complete && given == 0 ? prompt.Length : text.IndexOf(content, prompt.Length, StringComparison.Ordinal);
        return (text, given == 0 ? prompt.Length : at + given, row.Complete ? text.Length : at + content.Length);
    }

    private ChatTemplateInput Input(IEnumerable<ChatTurn> turns, bool addGenerationPrompt) => new()
    {
        Messages = [.. turns.Select(turn => new ChatTemplateMessage(turn))],
        AddGenerationPrompt = addGenerationPrompt,
        SystemPrompt = options.SystemPrompt,
        Variables = options.Variables,
    };

    // Offsets count Unicode code points, strings UTF-16 units.
    private static int CodePoints(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}
