namespace Demur.Models.ChatTemplates.Spans;

/// <summary>Finds replies and the post-instruction text in a rendered conversation.</summary>
/// <remarks>
/// A template with <c>{% generation %}</c> tags says itself what the replies are. For all others the origin of each
/// character says where a message's content went, and renderings of the conversation's beginnings say what surrounds it;
/// nothing found that way is used unless the rendered text really has it there.
/// </remarks>
internal sealed class SpanFinder(ChatTemplate template, ChatTemplateInput input)
{
    private readonly Rendering _whole = template.RenderPart(input);

    public RenderedChat Find()
    {
        var replies = Generations() ?? Replies();
        return new RenderedChat { Text = _whole.Text, Replies = replies, PostInstruction = PostInstruction(replies) };
    }

    private List<RenderedReply>? Generations()
    {
        var blocks = _whole.Origins.Where(span => span.Origin < 0).OrderBy(span => span.Start).ToArray();
        if (blocks.Length == 0)
        {
            return null;
        }

        var replies = new List<RenderedReply>();
        int previous = -1;
        foreach (var block in blocks)
        {
            int inside = _whole.Origins
                .Where(span => span.Origin >= 0 && span.Start >= block.Start && span.End <= block.End)
                .Select(span => Jinja.Values.Origins.Message(span.Origin))
                .DefaultIfEmpty(NextAssistant(previous))
                .Last();
            replies.Add(new RenderedReply(inside, new TextSpan(block.Start, block.Length)));
            previous = inside;
        }

        return replies;
    }

    private int NextAssistant(int after)
    {
        for (int i = after + 1; i < input.Messages.Count; i++)
        {
            if (IsAssistant(i))
            {
                return i;
            }
        }

        return after;
    }

    private List<RenderedReply> Replies()
    {
        var replies = new List<RenderedReply>();
        int previousEnd = 0;
        for (int i = 0; i < input.Messages.Count; i++)
        {
            if (!IsAssistant(i) || Reply(i, previousEnd) is not { } span)
            {
                continue;
            }

            if (span.Start < previousEnd)
            {
                throw Lost(i);
            }

            replies.Add(new RenderedReply(i, span));
            previousEnd = span.End;
        }

        return replies;
    }

    private TextSpan? Reply(int index, int previousEnd)
    {
        var prompt = index == 0 ? null : TryRender(index, addGenerationPrompt: true);
        if ((_whole.Hull(index) ?? UniqueText(index)) is not { } content)
        {
            return WithoutContent(index, prompt);
        }

        string header = Header(index, prompt);
        int start = Start(index, (prompt, header), content, previousEnd);
        string closing = new TurnEnd(template, input).Find(index, header, _whole.Text[content.End..]);
        return TextSpan.Between(start, content.End + closing.Length);
    }

    /// <summary>Where the generation prompt ends, or the content begins where that prompt is not in the text.</summary>
    private int Start(int index, (Rendering? Prompt, string Header) before, TextSpan content, int previousEnd)
    {
        if (before.Prompt is { } prompt && prompt.Text.Length <= content.End
            && _whole.Text.StartsWith(prompt.Text, StringComparison.Ordinal))
        {
            return prompt.Text.Length;
        }

        // The beginning may be rendered differently once the conversation goes on; the prompt itself still stands somewhere.
        int earliest = Math.Max(previousEnd, EndOfEarlier(index));
        int at = before.Header.Length == 0 || earliest > content.Start
            ? -1
            : _whole.Text.AsSpan(earliest, content.Start - earliest).LastIndexOf(before.Header);
        return at < 0 ? content.Start : earliest + at + before.Header.Length;
    }

    /// <summary>What the generation prompt adds to the conversation before the reply.</summary>
    private string Header(int index, Rendering? prompt)
    {
        var before = prompt is null ? null : TryRender(index, addGenerationPrompt: false);
        return before is null ? "" : prompt!.Text[TurnText.Shared(prompt.Text, before.Text).Length..];
    }

    private int EndOfEarlier(int index)
    {
        int end = 0;
        for (int i = 0; i < index; i++)
        {
            end = Math.Max(end, _whole.Hull(i)?.End ?? 0);
        }

        return end;
    }

    /// <summary>A reply that left no character of its own in the text: an empty one, or one that the template drops.</summary>
    private TextSpan? WithoutContent(int index, Rendering? prompt)
    {
        var without = template.TryRenderPart(input with { Messages = [.. input.Messages.Where((_, i) => i != index)] });
        if (without?.Text == _whole.Text)
        {
            return null;
        }

        var upTo = TryRender(index + 1, addGenerationPrompt: false);
        bool isBetween = prompt is not null && upTo is not null
            && upTo.Text.StartsWith(prompt.Text, StringComparison.Ordinal)
            && _whole.Text.StartsWith(TurnText.Closing(upTo.Text), StringComparison.Ordinal);
        return isBetween ? TextSpan.Between(prompt!.Text.Length, TurnText.Closing(upTo!.Text).Length) : throw Lost(index);
    }

    private TextSpan? PostInstruction(List<RenderedReply> replies)
    {
        int user = -1;
        for (int i = 0; i < input.Messages.Count; i++)
        {
            user = input.Messages[i].Role == "user" ? i : user;
        }

        if (user < 0)
        {
            return null;
        }

        var content = _whole.ContentHull(user) ?? UniqueText(user) ?? throw new ChatTemplateException(
            $"the rendered text does not show where the content of message {user} (user) stands, so the post-instruction text is not known");
        var next = replies.Where(reply => reply.MessageIndex > user && reply.Span.Start >= content.End).Select(reply => reply.Span.Start);
        return TextSpan.Between(content.End, next.DefaultIfEmpty(_whole.Text.Length).First());
    }

    /// <summary>The content where it stands exactly once, for templates that rewrite it beyond tracing.</summary>
    private TextSpan? UniqueText(int index)
    {
        string text = input.Messages[index].Content?.Trim() ?? "";
        int at = text.Length == 0 ? -1 : _whole.Text.IndexOf(text, StringComparison.Ordinal);
        bool once = at >= 0 && _whole.Text.IndexOf(text, at + 1, StringComparison.Ordinal) < 0;
        return once ? new TextSpan(at, text.Length) : null;
    }

    private Rendering? TryRender(int messages, bool addGenerationPrompt) =>
        template.TryRenderPart(input with { Messages = [.. input.Messages.Take(messages)], AddGenerationPrompt = addGenerationPrompt });

    private bool IsAssistant(int index) => input.Messages[index].Role == "assistant";

    private static ChatTemplateException Lost(int index) => new(
        $"the rendered text does not show where the reply of message {index} (assistant) stands; "
        + "mark replies with {% generation %} in the template");
}
