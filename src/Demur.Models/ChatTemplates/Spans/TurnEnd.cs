using System.Text.Json.Nodes;

namespace Demur.Models.ChatTemplates.Spans;

/// <summary>Finds the text that ends a turn of the assistant.</summary>
internal sealed class TurnEnd(ChatTemplate template, ChatTemplateInput input)
{
    /// <summary>The text that ends the turn, which <paramref name="following"/> begins with; empty when nothing does.</summary>
    /// <param name="index">The reply's message.</param>
    /// <param name="header">What a generation prompt adds.</param>
    /// <param name="following">What the rendered text has behind the content.</param>
    public string Find(int index, string header, string following)
    {
        foreach (string candidate in Candidates(index, header, following))
        {
            string closing = TurnText.Closing(candidate);
            if (closing.Length > 0 && following.StartsWith(closing, StringComparison.Ordinal))
            {
                return UpToEndToken(closing);
            }
        }

        // The template may close a turn only once the next begins; then the end token, if it is next, is what closes it.
        int blank = following.Length - following.TrimStart().Length;
        return EndToken is { } token && following.AsSpan(blank).StartsWith(token) ? following[..blank] + token : "";
    }

    private string? EndToken => Variable("eos_token");

    private string? Variable(string name) => input.Variables.GetValueOrDefault(name) is JsonValue value
        && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    private IEnumerable<string> Candidates(int index, string header, string following)
    {
        string? continued = Tail(index, addGenerationPrompt: false, new ChatTemplateMessage("user", "next"));

        // Behind the reply stands what ends it, and then the next generation prompt.
        string? prompted = Tail(index, addGenerationPrompt: true);
        if (prompted is not null)
        {
            string ending = prompted.EndsWith(header, StringComparison.Ordinal) ? prompted[..^header.Length] : prompted;
            if (continued is null || continued.StartsWith(ending, StringComparison.Ordinal))
            {
                yield return ending;
            }
        }

        string? stopped = Tail(index, addGenerationPrompt: false);
        if (stopped is null)
        {
            yield break;
        }

        // A template that prompts whether asked or not has the next turn's beginning there both ways: that is no end.
        bool alwaysPrompts = header.Length == 0 && continued?.StartsWith(stopped, StringComparison.Ordinal) != true;
        string shared = continued is null ? "" : TurnText.Shared(stopped, continued);
        if (alwaysPrompts)
        {
            yield return TurnText.WithoutOpener(shared, template.RenderPart(input).Text, Variable("bos_token"));
            yield break;
        }

        // What stands there both when the conversation stops and when the user goes on.
        yield return shared;

        // Some templates end the last reply with a token of its own.
        if (stopped == following)
        {
            yield return stopped;
        }
    }

    private string? Tail(int index, bool addGenerationPrompt, params IEnumerable<ChatTemplateMessage> next)
    {
        var part = template.TryRenderPart(input with
        {
            Messages = [.. input.Messages.Take(index + 1), .. next],
            AddGenerationPrompt = addGenerationPrompt,
        });
        return part?.Hull(index) is { } content ? part.Text[content.End..] : null;
    }

    private string UpToEndToken(string closing)
    {
        int at = EndToken is { } token ? closing.IndexOf(token, StringComparison.Ordinal) : -1;
        return at < 0 ? closing : closing[..(at + EndToken!.Length)];
    }
}
