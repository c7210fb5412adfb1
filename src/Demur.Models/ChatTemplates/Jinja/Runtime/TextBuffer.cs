using System.Text;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>Builds a text together with the origins of its parts.</summary>
internal sealed class TextBuffer(RenderState state, int maxLength = int.MaxValue)
{
    private readonly StringBuilder _text = new();
    private List<OriginSpan>? _origins;

    /// <summary>Gets the characters so far.</summary>
    public int Length => _text.Length;

    public TextBuffer Append(string text)
    {
        Reserve(text.Length);
        _text.Append(text);
        return this;
    }

    public TextBuffer Append(char character)
    {
        Reserve(1);
        _text.Append(character);
        return this;
    }

    public TextBuffer Append(StringValue text)
    {
        int start = _text.Length;
        Append(text.Text);
        foreach (var span in text.Origins ?? [])
        {
            Add(span with { Start = start + span.Start });
        }

        return this;
    }

    /// <summary>Appends the same text several times.</summary>
    public TextBuffer Append(StringValue text, int count)
    {
        if (text.Origins is null)
        {
            Reserve((long)text.Text.Length * Math.Max(0, count));
            _text.Insert(_text.Length, text.Text, Math.Max(0, count));
            return this;
        }

        for (int i = 0; i < count; i++)
        {
            Append(text);
        }

        return this;
    }

    /// <summary>Marks everything since <paramref name="start"/> as coming from where a value came from.</summary>
    public void Mark(int start, StringValue source)
    {
        state.Step(source.Origins?.Length ?? 0);
        foreach (var span in OriginList.Spread(source.Origins, _text.Length - start) ?? [])
        {
            Add(span with { Start = start });
        }
    }

    /// <summary>Adds one origin.</summary>
    public void Add(OriginSpan span)
    {
        state.Step();
        state.Allocate(16);
        OriginList.Append(_origins ??= [], span);
    }

    /// <summary>The text with its origins.</summary>
    public StringValue ToValue(bool isMarkup = false) => new(_text.ToString(), isMarkup, _origins?.ToArray());

    private void Reserve(long length)
    {
        state.StepThrough(length);
        state.Allocate(2 * length);
        if (_text.Length + length > maxLength)
        {
            throw state.Limit($"the rendered text is longer than {maxLength:N0} characters", nameof(ChatTemplateLimits.MaxOutputLength));
        }
    }
}
