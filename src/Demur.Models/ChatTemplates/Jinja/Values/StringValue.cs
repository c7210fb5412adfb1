using Demur.Models.ChatTemplates.Jinja.Builtins;
using Demur.Models.ChatTemplates.Jinja.Runtime;

namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>Python's <c>str</c>, kept as UTF-16 but indexed by code point; also MarkupSafe's <c>Markup</c>.</summary>
/// <remarks>
/// A string remembers which of its characters came from which message (<see cref="Origins"/>), and slicing and joining pass this on.
/// So the spans of a rendered conversation are known exactly, whatever the template did to the text.
/// </remarks>
internal sealed class StringValue : Value
{
    public static readonly StringValue Empty = new("");

    private int _codePoints = -1;

    public StringValue(string text) : this(text, isMarkup: false, null) { }

    public StringValue(string text, bool isMarkup, OriginSpan[]? origins)
    {
        Text = text;
        IsMarkup = isMarkup;
        Origins = origins;
    }

    public string Text { get; }

    /// <summary>Gets whether the string went through <c>|safe</c> or <c>|escape</c>: joining it escapes the other side.</summary>
    public bool IsMarkup { get; }

    /// <summary>Gets where the characters came from; <see langword="null"/> when none is of interest.</summary>
    public OriginSpan[]? Origins { get; }

    public override string TypeName => IsMarkup ? "Markup" : "str";

    public override bool IsTrue => Text.Length > 0;

    public override bool IsSubscriptable => true;

    /// <summary>Gets the number of code points; an unpaired surrogate counts as one.</summary>
    public int CodePoints => _codePoints >= 0 ? _codePoints : _codePoints = CodePointText.Count(Text);

    public override int? Length(RenderState state)
    {
        if (_codePoints < 0)
        {
            state.StepThrough(Text.Length);
        }

        return CodePoints;
    }

    public override IEnumerable<Value>? Iterate(RenderState state)
    {
        for (int at = 0; at < Text.Length;)
        {
            int size = CodePointText.SizeAt(Text, at);
            yield return Slice(state, at, size).Marked(false);
            at += size;
        }
    }

    public override Value? Item(RenderState state, Value key)
    {
        if (!Numbers.TryInteger(key, out var number))
        {
            return null;
        }

        int length = Length(state)!.Value;
        var index = number.Sign < 0 ? number + length : number;
        if (index.Sign < 0 || index >= length)
        {
            return null;
        }

        int at = OffsetOf(state, (int)index);
        return Slice(state, at, CodePointText.SizeAt(Text, at));
    }

    public override Value? Attribute(RenderState state, string name) => StringMethods.Find(this, name);

    /// <summary>The UTF-16 position of a code point.</summary>
    public int OffsetOf(RenderState state, int codePoint)
    {
        if (CodePoints == Text.Length)
        {
            return codePoint;
        }

        state.StepThrough(Text.Length);
        return CodePointText.Offset(Text, codePoint);
    }

    /// <summary>A part by UTF-16 position, with its origins.</summary>
    public StringValue Slice(RenderState state, int start, int length)
    {
        if (start == 0 && length == Text.Length)
        {
            return this;
        }

        state.AllocateText(length);
        ChargeOrigins(state);
        return new StringValue(Text.Substring(start, length), IsMarkup, OriginList.Clip(Origins, start, length));
    }

    /// <summary>The same text, marked or unmarked.</summary>
    public StringValue Marked(bool isMarkup) => IsMarkup == isMarkup ? this : new StringValue(Text, isMarkup, Origins);

    /// <summary>A text made from this one in a way that loses which character went where; all of it keeps all origins.</summary>
    public StringValue Rewritten(RenderState state, string text)
    {
        state.AllocateText(text.Length);
        ChargeOrigins(state);
        return new StringValue(text, IsMarkup, OriginList.Spread(Origins, text.Length));
    }

    private void ChargeOrigins(RenderState state)
    {
        if (Origins is not null)
        {
            state.Step(Origins.Length);
            state.Allocate(16L * Origins.Length);
        }
    }
}
