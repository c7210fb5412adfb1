using System.Globalization;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>How Python's <c>json.dumps</c> is asked to write.</summary>
/// <param name="EnsureAscii">Whether other characters than ASCII become escapes.</param>
/// <param name="Indent">One level of indentation, or <see langword="null"/> for one line.</param>
/// <param name="ItemSeparator">What stands between elements.</param>
/// <param name="KeySeparator">What stands between a key and its value.</param>
/// <param name="SortKeys">Whether keys are written in order.</param>
internal sealed record JsonStyle(bool EnsureAscii, string? Indent, string ItemSeparator, string KeySeparator, bool SortKeys);

/// <summary>Python's <c>json.dumps</c>, which is Transformers' <c>tojson</c> filter.</summary>
internal sealed class JsonText(RenderState state, JsonStyle style, TextBuffer buffer)
{
    public static StringValue Write(RenderState state, Value value, JsonStyle style)
    {
        var buffer = new TextBuffer(state);
        new JsonText(state, style, buffer).Write(value, level: 0);
        return buffer.ToValue();
    }

    private void Write(Value value, int level)
    {
        state.Enter();
        switch (value)
        {
            case StringValue text:
                WriteString(text);
                break;
            case SequenceValue list:
                WriteElements(list.Elements, level);
                break;
            case DictValue dict:
                WriteEntries(dict, level);
                break;
            default:
                buffer.Append(Scalar(value) ?? throw state.Error($"Object of type {value.TypeName} is not JSON serializable"));
                break;
        }

        state.Leave();
    }

    private static string? Scalar(Value value) => value switch
    {
        NoneValue => "null",
        BoolValue truth => truth.Truth ? "true" : "false",
        IntValue number => number.Number.ToString(CultureInfo.InvariantCulture),
        FloatValue number when double.IsNaN(number.Number) => "NaN",
        FloatValue number when double.IsInfinity(number.Number) => number.Number > 0 ? "Infinity" : "-Infinity",
        FloatValue number => FloatText.Repr(number.Number),
        _ => null,
    };

    private void WriteElements(IReadOnlyList<Value> elements, int level)
    {
        buffer.Append('[');
        for (int i = 0; i < elements.Count; i++)
        {
            buffer.Append(i == 0 ? "" : style.ItemSeparator);
            NewLine(level + 1);
            Write(elements[i], level + 1);
        }

        Close(']', level, elements.Count);
    }

    private void WriteEntries(DictValue dict, int level)
    {
        IEnumerable<KeyValuePair<Value, Value>> entries = dict.Entries;
        if (style.SortKeys)
        {
            var order = Comparer<Value>.Create((left, right) => Comparison.Order(state, left, right, "<"));
            entries = Sorting.Stable(state, dict.Entries, entry => entry.Key, order, reverse: false);
        }

        buffer.Append('{');
        bool first = true;
        foreach (var (key, value) in entries)
        {
            buffer.Append(first ? "" : style.ItemSeparator);
            first = false;
            NewLine(level + 1);
            WriteString(key as StringValue ?? new StringValue(Scalar(key)
                ?? throw state.Error($"keys must be str, int, float, bool or None, not {key.TypeName}")));
            buffer.Append(style.KeySeparator);
            Write(value, level + 1);
        }

        Close('}', level, dict.Entries.Count);
    }

    private void Close(char bracket, int level, int count)
    {
        if (count > 0)
        {
            NewLine(level);
        }

        buffer.Append(bracket);
    }

    private void NewLine(int level)
    {
        if (style.Indent is null)
        {
            return;
        }

        buffer.Append('\n');
        for (int i = 0; i < level; i++)
        {
            buffer.Append(style.Indent);
        }
    }

    private void WriteString(StringValue value)
    {
        int start = buffer.Length;
        string text = value.Text;
        buffer.Append('"');
        int done = 0;
        for (int at = 0; at < text.Length; at++)
        {
            if (Escape(text[at]) is { } escape)
            {
                buffer.Append(text[done..at]).Append(escape);
                done = at + 1;
            }
        }

        buffer.Append(text[done..]).Append('"');
        buffer.Mark(start, value);
    }

    private string? Escape(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\f' => "\\f",
        '\b' => "\\b",
        < ' ' => $"\\u{(int)character:x4}",
        > '~' when style.EnsureAscii => $"\\u{(int)character:x4}",
        _ => null,
    };
}
