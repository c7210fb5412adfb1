using Demur.Abstractions;
using Demur.Models;
using Demur.Models.ChatTemplates;
using Demur.Models.Tokenizers;

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
        var (rendered, span, encoding) = Encode(messages);
        var first = TokenAt(encoding, rendered, span.Start);
        return new SteeringPrompt(encoding.Ids, encoding.Ids.Count - first);
    }

    /// <summary>Renders a request of an instruction and a suffix, and finds the tokens of both.</summary>
    /// <param name="request">The whole request.</param>
    /// <param name="instruction">How many of its characters are the instruction; the rest is the suffix.</param>
    /// <exception cref="DemurException">The template changes the request's text.</exception>
    public SuffixPrompt Render(string request, int instruction)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (rendered, span, encoding) = Encode([new ChatTurn(ChatTurn.User, request)]);
        var begin = rendered[..span.Start].LastIndexOf(request, StringComparison.Ordinal);
        if (begin < 0)
        {
            throw new DemurException("The chat template changes the request's text, so its suffix is not found in it. Give a request without spaces at its ends.");
        }

        var cut = TokenAt(encoding, rendered, begin + instruction);
        return new SuffixPrompt(encoding.Ids, new TokenRange(TokenAt(encoding, rendered, begin), cut), new TokenRange(cut, TokenAt(encoding, rendered, begin + request.Length)));
    }

    private (string Text, TextSpan Span, TokenEncoding Encoding) Encode(IReadOnlyList<ChatTurn> messages)
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
        return (rendered.Text, span, local.Tokenizer.EncodeChatText(rendered.Text));
    }

    // Offsets count Unicode code points, strings UTF-16 units.
    private static int TokenAt(TokenEncoding encoding, string text, int place)
    {
        var start = text[..place].EnumerateRunes().Count();
        return Enumerable.Range(0, encoding.Ids.Count).FirstOrDefault(token => encoding.Offsets[token].Start >= start, encoding.Ids.Count);
    }

    /// <summary>Renders conversations; the post-instruction tokens that all of them share are counted.</summary>
    public IReadOnlyList<SteeringPrompt> Render(IEnumerable<IReadOnlyList<ChatTurn>> conversations) => [.. conversations.Select(Render)];
}
