using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Spans;

/// <summary>Takes out the system block that a template puts in when the conversation has none.</summary>
/// <remarks>
/// A probe conversation says how a user's turn opens. What a template puts before that opening (ChatML, Llama 3) or between
/// it and the content (Llama 2) in the first turn alone is the block. The cut is checked against a rendering with an explicit
/// system message: it must agree with the result everywhere but at the cut. Where that fails there is an error, never a guess.
/// </remarks>
internal sealed partial class SystemBlock
{
    private const string Sentinel = "\u039edemur-sentinel\u039e";

    private readonly ChatTemplate _template;
    private readonly ChatTemplateInput _input;
    private readonly string _open;
    private readonly string _marker;

    private SystemBlock(ChatTemplate template, ChatTemplateInput input)
    {
        _template = template;
        _input = input;
        string header = Header();
        _open = Opening(header);

        // What all turns open with: where a user's turn and the generation prompt begin alike.
        string marker = TurnText.Shared(header, _open);
        _marker = string.IsNullOrWhiteSpace(marker) ? "" : marker;
    }

    /// <summary>Renders without a system block.</summary>
    /// <exception cref="ChatTemplateException">The conversation has a system message, or the template hides where its block ends.</exception>
    public static StringValue Render(ChatTemplate template, ChatTemplateInput input)
    {
        if (input.Messages.Count == 0 || input.Messages[0].Role != "user")
        {
            string first = input.Messages.Count == 0 ? "no message" : $"a message of role '{input.Messages[0].Role}'";
            throw new ChatTemplateException(
                $"SystemPromptMode.None needs a conversation that begins with a user message, and this one begins with {first}; "
                + "leave the system message out, or choose TemplateDefault");
        }

        // Rendered first, so that what the template itself complains about is what the user reads.
        input = input with { SystemPrompt = SystemPromptMode.TemplateDefault };
        var whole = template.RenderPart(input);
        return new SystemBlock(template, input).Remove(whole);
    }

    private StringValue Remove(Rendering whole)
    {
        var cut = Cut(whole, _input);
        if (cut.Length > 0 && _input.Tools is not null)
        {
            CheckTools(whole, cut);
        }

        return whole.Without(cut);
    }

    private TextSpan Cut(Rendering whole, ChatTemplateInput input)
    {
        int content = (whole.ContentHull(0) ?? throw Hidden()).Start;
        int turn = whole.Text.AsSpan(0, content).LastIndexOf(_open);
        if (turn < 0)
        {
            throw Hidden();
        }

        var withSystem = _template.TryRenderPart(input with { Messages = [new ChatTemplateMessage("system", Sentinel), .. input.Messages] });
        withSystem = withSystem?.Hull(0) is null ? null : withSystem;
        var before = TextSpan.Between(BlockStart(whole, withSystem, turn), turn);
        var inside = input.Tools is null ? TextSpan.Between(turn + _open.Length, content) : default;
        if (before.Length > 0 && inside.Length > 0)
        {
            throw Hidden();
        }

        var cut = before.Length > 0 ? before : inside;
        if (cut.Length > 0)
        {
            Verify(whole, withSystem ?? throw Hidden(), cut);
        }

        return cut;
    }

    /// <summary>Where the block before the first user's turn begins; at that turn when there is none.</summary>
    private int BlockStart(Rendering whole, Rendering? withSystem, int turn)
    {
        string text = whole.Text;
        int opening = Variable("bos_token") is { Length: > 0 } token && text.StartsWith(token, StringComparison.Ordinal) ? token.Length : 0;
        opening = Math.Min(opening, turn);

        // Where all turns open alike, the first one to open is the system's.
        int marker = _marker.Length == 0 ? -1 : text.AsSpan(opening, turn - opening).IndexOf(_marker);
        int start = marker < 0 ? turn : opening + marker;
        bool speaksAsSystem = text.AsSpan(0, start).Contains("system", StringComparison.OrdinalIgnoreCase);
        if (!speaksAsSystem && OpeningTokens().IsMatch(text.AsSpan(0, start)))
        {
            return start;
        }

        // Text that an explicit system message is only added to, and that does not speak as the system, is settings and stays.
        if (withSystem is not null && !speaksAsSystem && IsInsertion(text, withSystem.Text))
        {
            return start;
        }

        // Without a marker the block is all that follows the opening token, where that is known.
        return start == turn && opening > 0 ? opening : throw Hidden();
    }

    /// <summary>Tells whether the longer text is the shorter one with something put in.</summary>
    private static bool IsInsertion(string shorter, string longer)
    {
        int prefix = shorter.AsSpan().CommonPrefixLength(longer), suffix = 0;
        while (suffix < Math.Min(shorter.Length, longer.Length) && shorter[^(suffix + 1)] == longer[^(suffix + 1)])
        {
            suffix++;
        }

        return longer.Length >= shorter.Length && prefix + suffix >= shorter.Length;
    }

    /// <summary>Nothing but opening tokens, such as <c>[gMASK]&lt;sop&gt;</c>.</summary>
    [GeneratedRegex(@"^(\s|<[^<>\s]{1,40}>|\[\w{1,20}\])*$", RegexOptions.NonBacktracking)]
    private static partial Regex OpeningTokens();

    /// <summary>With an explicit system message the text must be the same on both sides of the cut.</summary>
    private static void Verify(Rendering whole, Rendering withSystem, TextSpan cut)
    {
        string left = whole.Text[..cut.Start], right = whole.Text[cut.End..];
        bool agrees = withSystem.Text.Length >= left.Length + right.Length
            && withSystem.Text.StartsWith(left, StringComparison.Ordinal)
            && withSystem.Text.EndsWith(right, StringComparison.Ordinal);
        if (!agrees)
        {
            throw Hidden();
        }
    }

    /// <summary>A block that changes with the tools holds their descriptions, which must not be cut away in silence.</summary>
    private void CheckTools(Rendering whole, TextSpan cut)
    {
        var without = _input with { Tools = null };
        var plain = _template.RenderPart(without);
        if (cut.Of(whole.Text) != Cut(plain, without).Of(plain.Text))
        {
            throw new ChatTemplateException(
                "SystemPromptMode.None cannot be used with tools here: the template describes them in the system block; "
                + "choose TemplateDefault, or give a system message");
        }
    }

    /// <summary>The text that opens a user's turn, from one that follows a reply.</summary>
    private string Opening(string header)
    {
        var user = new ChatTemplateMessage("user", "first");
        var assistant = new ChatTemplateMessage("assistant", "answer");
        var three = Probe(addGenerationPrompt: false, user, assistant, new ChatTemplateMessage("user", "second"));
        if (three.Hull(1) is not { } reply || three.Hull(2) is not { } second || second.Start < reply.End)
        {
            throw Hidden();
        }

        string between = three.Text[reply.End..second.Start];
        string? prompted = AfterReply(addGenerationPrompt: true, user, assistant);
        if (header.Length > 0 && prompted is not null && prompted.EndsWith(header, StringComparison.Ordinal)
            && between.StartsWith(prompted[..^header.Length], StringComparison.Ordinal))
        {
            return between[(prompted.Length - header.Length)..];
        }

        string stopped = AfterReply(addGenerationPrompt: false, user, assistant) ?? throw Hidden();
        if (header.Length > 0 || between.StartsWith(stopped, StringComparison.Ordinal))
        {
            return between[TurnText.Shared(between, stopped).Length..];
        }

        // The template prompts whether asked or not, so the beginning of the next turn looks like the end of this one.
        string shared = TurnText.Shared(between, stopped);
        string closing = TurnText.WithoutOpener(shared, three.Text, Variable("bos_token"));
        return closing.Length < shared.Length ? between[closing.Length..] : throw Hidden();
    }

    private string? AfterReply(bool addGenerationPrompt, ChatTemplateMessage user, ChatTemplateMessage assistant)
    {
        var part = _template.TryRenderPart(_input with
        {
            Messages = [user, assistant],
            Tools = null,
            AddGenerationPrompt = addGenerationPrompt,
        });
        return part?.Hull(1) is { } reply ? part.Text[reply.End..] : null;
    }

    /// <summary>What a generation prompt adds after a user's turn.</summary>
    private string Header()
    {
        var user = new ChatTemplateMessage("user", "first");
        string plain = Probe(addGenerationPrompt: false, user).Text, prompted = Probe(addGenerationPrompt: true, user).Text;
        return prompted[TurnText.Shared(prompted, plain).Length..];
    }

    private Rendering Probe(bool addGenerationPrompt, params IReadOnlyList<ChatTemplateMessage> messages) =>
        _template.TryRenderPart(_input with { Messages = messages, Tools = null, AddGenerationPrompt = addGenerationPrompt }) ?? throw Hidden();

    private string? Variable(string name) =>
        _input.Variables.GetValueOrDefault(name) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static ChatTemplateException Hidden() => new(
        "SystemPromptMode.None: the template does not show where its system block begins and ends; "
        + "choose TemplateDefault, or give a system message");
}
