using Demur.Abstractions;
using Demur.Models;
using Demur.Models.ChatTemplates;

namespace Demur.Steering.Directions;

/// <summary>Renders instructions through the chat template and finds the post-instruction tokens in the text.</summary>
/// <param name="local">The model.</param>
/// <param name="systemPrompt">What becomes of the template's default system message; the paper has none.</param>
public sealed class PromptRenderer(LocalModel local, SystemPromptMode systemPrompt = SystemPromptMode.None)
{
    /// <summary>Renders one conversation that ends with the user's turn.</summary>
    /// <exception cref="DemurException">The model has no chat template, or the template does not show where the instruction ends.</exception>
    public SteeringPrompt Render(IReadOnlyList<ChatTurn> messages)
    {
        var template = local.Template ?? throw new DemurException(
            $"{local.Name} has no chat template, so it has no post-instruction tokens. Choose a checkpoint that was tuned for chat.");
        var rendered = template.RenderWithSpans(new ChatTemplateInput
        {
            Messages = [.. messages.Select(turn => new ChatTemplateMessage(turn))],
            AddGenerationPrompt = true,
            SystemPrompt = systemPrompt,
            Variables = local.TemplateVariables,
        });
        var span = rendered.PostInstruction ?? throw new DemurException("A conversation without a user's turn has no post-instruction tokens. Give prompts that a user asks.");
        var encoding = local.Tokenizer.EncodeChatText(rendered.Text);

        // Offsets count Unicode code points, strings UTF-16 units.
        var start = rendered.Text[..span.Start].EnumerateRunes().Count();
        var first = Enumerable.Range(0, encoding.Ids.Count).FirstOrDefault(token => encoding.Offsets[token].Start >= start, encoding.Ids.Count);
        return new SteeringPrompt(encoding.Ids, encoding.Ids.Count - first);
    }

    /// <summary>Renders conversations; the post-instruction tokens that all of them share are counted.</summary>
    public IReadOnlyList<SteeringPrompt> Render(IEnumerable<IReadOnlyList<ChatTurn>> conversations) => [.. conversations.Select(Render)];
}
