using System.Globalization;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Python's <c>str.format</c>, reaching into values by the sandbox's rules.</summary>
internal sealed class BraceFormat
{
    private readonly RenderState _state;
    private readonly IReadOnlyList<Value> _positional;
    private readonly Func<string, Value?> _named;
    private readonly bool _escape;
    private int _automatic;

    private BraceFormat(RenderState state, IReadOnlyList<Value> positional, Func<string, Value?> named, bool escape)
    {
        _state = state;
        _positional = positional;
        _named = named;
        _escape = escape;
    }

    public static Value Apply(RenderState state, StringValue self, CallArguments arguments) =>
        new BraceFormat(state, arguments.Positional, arguments.Keyword, self.IsMarkup).Run(self, depth: 2).Marked(self.IsMarkup);

    public static Value ApplyMap(RenderState state, StringValue self, CallArguments arguments)
    {
        var map = arguments.Required(state, "format_map", 0) as DictValue
            ?? throw state.Error("format_map() takes a mapping");
        return new BraceFormat(state, [], map.Get, self.IsMarkup).Run(self, depth: 2).Marked(self.IsMarkup);
    }

    private StringValue Run(StringValue format, int depth)
    {
        if (depth < 0)
        {
            throw _state.Error("Max string recursion exceeded");
        }

        var buffer = new TextBuffer(_state);
        string text = format.Text;
        for (int at = 0; at < text.Length;)
        {
            int brace = text.AsSpan(at).IndexOfAny('{', '}');
            int end = brace < 0 ? text.Length : at + brace;
            buffer.Append(format.Slice(_state, at, end - at));
            if (brace < 0)
            {
                break;
            }

            if (end + 1 < text.Length && text[end + 1] == text[end])
            {
                buffer.Append(text[end]);
                at = end + 2;
                continue;
            }

            at = text[end] == '{' ? Field(text, end + 1, buffer, depth) : throw _state.Error("Single '}' encountered in format string");
        }

        return buffer.ToValue();
    }

    private int Field(string text, int start, TextBuffer buffer, int depth)
    {
        int end = FieldEnd(text, start);
        string field = text[start..end];
        int split = NameEnd(field);
        string name = field[..split];
        char conversion = '\0';
        if (split < field.Length && field[split] == '!')
        {
            conversion = split + 1 < field.Length ? field[split + 1] : throw _state.Error("end of string while looking for conversion specifier");
            split += 2;
            if (split < field.Length && field[split] != ':')
            {
                throw _state.Error("expected ':' after conversion specifier");
            }
        }

        string spec = split < field.Length ? field[(split + 1)..] : "";
        var value = Convert(Resolve(name), conversion);
        string nested = spec.Contains('{', StringComparison.Ordinal) ? Run(new StringValue(spec), depth - 1).Text : spec;
        var formatted = FormatSpec.Format(_state, value, nested);
        buffer.Append(_escape ? Html.Escape(_state, formatted) : formatted);
        return end + 1;
    }

    private int FieldEnd(string text, int start)
    {
        int depth = 1;
        for (int at = start; at < text.Length; at++)
        {
            depth += text[at] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return at;
            }
        }

        throw _state.Error("expected '}' before end of string");
    }

    private static int NameEnd(string field)
    {
        bool inside = false;
        for (int at = 0; at < field.Length; at++)
        {
            inside = field[at] == '[' || (inside && field[at] != ']');
            if (!inside && field[at] is ':' or '!')
            {
                return at;
            }
        }

        return field.Length;
    }

    private Value Convert(Value value, char conversion)
    {
        switch (conversion)
        {
            case '\0':
                return value;
            case 's':
                return PythonText.Str(_state, value);
            case 'r' or 'a':
                var buffer = new TextBuffer(_state);
                PythonText.Repr(_state, value, buffer);
                return buffer.ToValue();
            default:
                throw _state.Error($"Unknown conversion specifier '{conversion}'");
        }
    }

    private Value Resolve(string name)
    {
        int end = name.AsSpan().IndexOfAny('.', '[');
        var value = First(end < 0 ? name : name[..end]);
        for (int at = end < 0 ? name.Length : end; at < name.Length;)
        {
            _state.Step();
            if (name[at] == '[')
            {
                int close = name.IndexOf(']', at);
                string key = close > at + 1 ? name[(at + 1)..close] : throw _state.Error("Empty attribute in format string");
                value = Lookup.Item(_state, value, IsIndex(key, out int index) ? IntValue.Of(index) : new StringValue(key));
                at = close + 1;
                continue;
            }

            int next = name.AsSpan(at + 1).IndexOfAny('.', '[');
            int stop = next < 0 ? name.Length : at + 1 + next;
            value = name[at] == '.' && stop > at + 1
                ? Lookup.Attribute(_state, value, name[(at + 1)..stop])
                : throw _state.Error("Empty attribute in format string");
            at = stop;
        }

        return value;
    }

    private Value First(string name)
    {
        bool isIndex = IsIndex(name, out int index);
        if (name.Length > 0 && !isIndex)
        {
            return _named(name) ?? throw _state.Error($"KeyError: '{name}'");
        }

        index = name.Length == 0 ? _automatic++ : index;
        return index < _positional.Count
            ? _positional[index]
            : throw _state.Error($"Replacement index {index} out of range for positional args tuple");
    }

    private static bool IsIndex(string text, out int index) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
