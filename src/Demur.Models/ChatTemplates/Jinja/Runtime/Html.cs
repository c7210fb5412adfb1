using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>MarkupSafe's escaping: only texts that went through <c>|safe</c> or <c>|escape</c> ever meet it.</summary>
internal static class Html
{
    /// <summary>Escapes what is not markup yet.</summary>
    public static StringValue Escape(RenderState state, Value value)
    {
        var text = PythonText.Str(state, value);
        if (text.IsMarkup)
        {
            return text;
        }

        var escaped = new TextBuffer(state);
        int done = 0;
        for (int at = 0; at < text.Text.Length; at++)
        {
            if (Entity(text.Text[at]) is { } entity)
            {
                escaped.Append(text.Slice(state, done, at - done)).Append(entity);
                done = at + 1;
            }
        }

        return escaped.Append(text.Slice(state, done, text.Text.Length - done)).ToValue(isMarkup: true);
    }

    private static string? Entity(char character) => character switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '\'' => "&#39;",
        '"' => "&#34;",
        _ => null,
    };
}
