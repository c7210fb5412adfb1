using System.Globalization;
using System.Text;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>Python's <c>str()</c> and <c>repr()</c>.</summary>
internal static class PythonText
{
    /// <summary>The value as text; a string stays itself, undefined is empty.</summary>
    public static StringValue Str(RenderState state, Value value)
    {
        switch (value)
        {
            case StringValue text:
                return text;
            case UndefinedValue:
                return StringValue.Empty;
            default:
                var buffer = new TextBuffer(state);
                Repr(state, value, buffer);
                return buffer.ToValue();
        }
    }

    /// <summary>A representation for messages, cut to a readable length.</summary>
    public static string ShortRepr(RenderState state, Value value)
    {
        const int Longest = 80;
        if (value is StringValue { Text.Length: > Longest } text)
        {
            value = new StringValue(text.Text[..Longest]);
        }

        var buffer = new TextBuffer(state);
        Repr(state, value, buffer);
        return buffer.ToValue().Text;
    }

    /// <summary>Writes the representation.</summary>
    public static void Repr(RenderState state, Value value, TextBuffer buffer)
    {
        state.Enter();
        switch (value)
        {
            case StringValue text:
                ReprString(text, buffer);
                break;
            case NoneValue:
                buffer.Append("None");
                break;
            case BoolValue truth:
                buffer.Append(truth.Truth ? "True" : "False");
                break;
            case IntValue number:
                buffer.Append(number.Number.ToString(CultureInfo.InvariantCulture));
                break;
            case FloatValue number:
                buffer.Append(FloatText.Repr(number.Number));
                break;
            case UndefinedValue:
                buffer.Append("Undefined");
                break;
            case ListValue list:
                ReprElements(state, list.Elements, "[]", buffer);
                break;
            case TupleValue tuple:
                ReprElements(state, tuple.Elements, tuple.Elements.Count == 1 ? "(,)" : "()", buffer);
                break;
            case DictValue dict:
                ReprEntries(state, dict.Entries.Select(entry => (entry.Key, entry.Value)), buffer);
                break;
            default:
                ReprOther(state, value, buffer);
                break;
        }

        state.Leave();
    }

    private static void ReprOther(RenderState state, Value value, TextBuffer buffer)
    {
        switch (value)
        {
            case NamespaceValue space:
                buffer.Append("<Namespace ");
                ReprEntries(state, space.Attributes.Select(entry => ((Value)new StringValue(entry.Key), entry.Value)), buffer);
                buffer.Append('>');
                break;
            case DictViewValue view:
                buffer.Append(view.TypeName).Append('(');
                ReprElements(state, view.Elements, "[]", buffer);
                buffer.Append(')');
                break;
            case RangeValue range:
                buffer.Append($"range({range.Start}, {range.Stop}{(range.Step == 1 ? "" : $", {range.Step}")})");
                break;
            case LoopValue loop:
                buffer.Append($"<LoopContext {loop.Index}/{loop.Length(state)}>");
                break;
            case MacroValue macro:
                buffer.Append($"<Macro '{macro.Name}'>");
                break;
            default:
                buffer.Append($"<{value.TypeName} object>");
                break;
        }
    }

    private static void ReprElements(RenderState state, IReadOnlyList<Value> elements, string brackets, TextBuffer buffer)
    {
        buffer.Append(brackets[0]);
        for (int i = 0; i < elements.Count; i++)
        {
            buffer.Append(i == 0 ? "" : ", ");
            Repr(state, elements[i], buffer);
        }

        buffer.Append(brackets[1..]);
    }

    private static void ReprEntries(RenderState state, IEnumerable<(Value Key, Value Value)> entries, TextBuffer buffer)
    {
        buffer.Append('{');
        bool first = true;
        foreach (var (key, value) in entries)
        {
            buffer.Append(first ? "" : ", ");
            first = false;
            Repr(state, key, buffer);
            buffer.Append(": ");
            Repr(state, value, buffer);
        }

        buffer.Append('}');
    }

    private static void ReprString(StringValue value, TextBuffer buffer)
    {
        int start = buffer.Length;
        string text = value.Text;
        char quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        buffer.Append(value.IsMarkup ? "Markup(" : "").Append(quote);
        for (int at = 0; at < text.Length;)
        {
            int size = CodePointText.SizeAt(text, at);
            ReprCodePoint(text.AsSpan(at, size), quote, buffer);
            at += size;
        }

        buffer.Append(quote).Append(value.IsMarkup ? ")" : "");
        buffer.Mark(start, value);
    }

    private static void ReprCodePoint(ReadOnlySpan<char> character, char quote, TextBuffer buffer)
    {
        char first = character[0];
        string? escape = first switch
        {
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ when first == quote => $"\\{quote}",
            _ => null,
        };
        if (escape is null && !IsPrintable(character))
        {
            int code = character.Length == 2 ? char.ConvertToUtf32(character[0], character[1]) : first;
            escape = code < 0x100 ? $"\\x{code:x2}" : code < 0x10000 ? $"\\u{code:x4}" : $"\\U{code:x8}";
        }

        buffer.Append(escape ?? character.ToString());
    }

    /// <summary>Python's <c>isprintable</c>: no control, format, unassigned or separator characters but the blank.</summary>
    public static bool IsPrintable(ReadOnlySpan<char> character)
    {
        if (character[0] is >= ' ' and < '\u007f')
        {
            return true;
        }

        return Rune.DecodeFromUtf16(character, out var rune, out _) == System.Buffers.OperationStatus.Done
            && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
    }
}
