using System.Buffers;
using System.Globalization;
using System.Text;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Filters meant for web pages; chat templates use <c>safe</c>, which does nothing until the text is joined.</summary>
internal static class MarkupFilters
{
    private static readonly SearchValues<char> NotInAttributes = SearchValues.Create(" \t\n\r\f\v/>=");

    public static readonly IReadOnlyDictionary<string, FilterBody> Table = new Dictionary<string, FilterBody>
    {
        ["e"] = (state, input, _) => Html.Escape(state, input),
        ["escape"] = (state, input, _) => Html.Escape(state, input),
        ["forceescape"] = (state, input, _) => Html.Escape(state, PythonText.Str(state, input).Marked(false)),
        ["safe"] = (state, input, _) => PythonText.Str(state, input).Marked(true),
        ["striptags"] = StripTags,
        ["urlencode"] = UrlEncode,
        ["xmlattr"] = XmlAttributes,
    };

    private static StringValue StripTags(RenderState state, Value input, CallArguments arguments)
    {
        var text = PythonText.Str(state, input);
        string rest = Without(state, Without(state, text.Text, "<!--", "-->"), "<", ">");
        state.AllocateText(2L * rest.Length);
        string words = string.Join(' ', rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Rewritten(state, System.Net.WebUtility.HtmlDecode(words)).Marked(false);
    }

    private static string Without(RenderState state, string text, string open, string close)
    {
        var kept = new StringBuilder();
        int at = 0;
        while (true)
        {
            int start = TextSearch.Find(state, text, open, at);
            int end = start < 0 ? -1 : TextSearch.Find(state, text, close, start);
            if (end < 0)
            {
                return kept.Append(text, at, text.Length - at).ToString();
            }

            kept.Append(text, at, start - at);
            at = end + close.Length;
        }
    }

    private static StringValue UrlEncode(RenderState state, Value input, CallArguments arguments)
    {
        if (input is StringValue || input.Iterate(state) is null)
        {
            return Quote(state, input, "/");
        }

        var pairs = input is DictValue dict ? dict.Entries.Select(Value (entry) => new TupleValue([entry.Key, entry.Value])) : state.Iterate(input);
        var buffer = new TextBuffer(state);
        foreach (var pair in pairs)
        {
            if (pair is not SequenceValue { Elements: [var key, var value] })
            {
                throw state.Error("urlencode needs pairs of a key and a value");
            }

            buffer.Append(buffer.Length == 0 ? "" : "&").Append(Quote(state, key, "")).Append('=').Append(Quote(state, value, ""));
        }

        return buffer.ToValue();
    }

    private static StringValue Quote(RenderState state, Value value, string safe)
    {
        string text = PythonText.Str(state, value).Text;
        var buffer = new TextBuffer(state);
        foreach (byte unit in Encoding.UTF8.GetBytes(text))
        {
            char character = (char)unit;
            if (char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '-' or '~' || safe.Contains(character, StringComparison.Ordinal))
            {
                buffer.Append(character);
            }
            else
            {
                // Query strings write a blank as a plus.
                buffer.Append(character == ' ' && safe.Length == 0 ? "+" : "%" + unit.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return buffer.ToValue();
    }

    private static StringValue XmlAttributes(RenderState state, Value input, CallArguments arguments)
    {
        bool space = arguments.Bind(state, "xmlattr", "autospace")[0]?.IsTrue ?? true;
        var dict = input as DictValue ?? throw state.Error("xmlattr needs a mapping");
        var buffer = new TextBuffer(state);
        foreach (var (key, value) in dict.Entries)
        {
            if (value is NoneValue or UndefinedValue)
            {
                continue;
            }

            string name = PythonText.Str(state, key).Text;
            if (name.AsSpan().ContainsAny(NotInAttributes))
            {
                throw state.Error($"Invalid character in attribute name: {PythonText.ShortRepr(state, key)}");
            }

            buffer.Append(buffer.Length > 0 || space ? " " : "");
            buffer.Append(Html.Escape(state, key)).Append("=\"").Append(Html.Escape(state, value)).Append('"');
        }

        return buffer.ToValue();
    }
}
