using Demur.Models.ChatTemplates.Jinja.Nodes;
using Demur.Models.ChatTemplates.Jinja.Parsing;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;
using Demur.Models.ChatTemplates.Spans;

namespace Demur.Models.ChatTemplates;

/// <summary>A checkpoint's chat template: Jinja as Transformers runs it, in an interpreter of its own.</summary>
/// <remarks>
/// The dialect is Jinja 3.1 in its immutable sandbox with <c>trim_blocks</c>, <c>lstrip_blocks</c>, loop controls, the
/// <c>generation</c> tag, and Transformers' <c>tojson</c>, <c>raise_exception</c> and <c>strftime_now</c>. A template reaches
/// only the values it is given, and <see cref="ChatTemplateLimits"/> bounds what it uses. Thread-safe.
/// </remarks>
public sealed class ChatTemplate
{
    private readonly Block _body;
    private readonly ChatTemplateLimits _limits;

    private ChatTemplate(string source, Block body, ChatTemplateLimits limits)
    {
        Source = source;
        _body = body;
        _limits = limits;
    }

    /// <summary>Gets the text the template was parsed from.</summary>
    public string Source { get; }

    /// <summary>Parses a template.</summary>
    /// <param name="source">The Jinja text, as <c>chat_template</c> in <c>tokenizer_config.json</c> or a <c>.jinja</c> file has it.</param>
    /// <param name="limits">What the template may use; <see langword="null"/> for <see cref="ChatTemplateLimits.Default"/>.</param>
    /// <exception cref="ChatTemplateException">The text does not parse, or is longer or nested deeper than the limits.</exception>
    public static ChatTemplate Parse(string source, ChatTemplateLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        limits ??= ChatTemplateLimits.Default;
        limits.Validate();
        if (source.Length > limits.MaxSourceLength)
        {
            throw new ChatTemplateException(
                $"the chat template is {source.Length:N0} characters long and at most {limits.MaxSourceLength:N0} are read; "
                + "check the file, or raise ChatTemplateLimits.MaxSourceLength",
                ChatTemplateErrorKind.Limit,
                line: 0);
        }

        return new ChatTemplate(source, StatementParser.Parse(source, limits.MaxDepth), limits);
    }

    /// <summary>Renders a conversation.</summary>
    /// <param name="input">The conversation, tools and variables.</param>
    /// <returns>The text to encode; special tokens are written out in it, so encode it without adding any.</returns>
    /// <exception cref="ChatTemplateException">The template refuses the conversation, fails, or goes past a limit.</exception>
    public string Render(ChatTemplateInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return RenderTraced(input).Text;
    }

    /// <summary>Renders a conversation and finds the replies and the post-instruction text in it.</summary>
    /// <remarks>
    /// A template with <c>{% generation %}</c> tags is taken at its word. For others the origin of each character is followed
    /// through the template, and beginnings of the conversation are rendered to see what surrounds a reply: a few renderings a reply.
    /// </remarks>
    /// <param name="input">The conversation, tools and variables.</param>
    /// <exception cref="ChatTemplateException">
    /// The template refuses the conversation, fails, goes past a limit, or its text does not show where a reply stands.
    /// </exception>
    public RenderedChat RenderWithSpans(ChatTemplateInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new SpanFinder(this, input).Find();
    }

    /// <summary>Renders with the origin of every character.</summary>
    internal Rendering RenderPart(ChatTemplateInput input) => new(RenderTraced(input));

    /// <summary>Renders with origins, or not at all where the template refuses.</summary>
    internal Rendering? TryRenderPart(ChatTemplateInput input)
    {
        try
        {
            return RenderPart(input);
        }
        catch (ChatTemplateException error) when (error.Kind != ChatTemplateErrorKind.Limit)
        {
            return null;
        }
    }

    private StringValue RenderTraced(ChatTemplateInput input)
    {
        if (input.SystemPrompt == SystemPromptMode.None)
        {
            return SystemBlock.Render(this, input);
        }

        var state = new RenderState(_limits, input.Clock);
        var output = new TextBuffer(state, _limits.MaxOutputLength);
        _body.Execute(state, TemplateScope.For(input), output);
        return output.ToValue();
    }
}
