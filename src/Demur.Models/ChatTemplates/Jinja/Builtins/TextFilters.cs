using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Filters that make a text.</summary>
internal static class TextFilters
{
    public static readonly IReadOnlyDictionary<string, FilterBody> Table = new Dictionary<string, FilterBody>
    {
        ["capitalize"] = (state, input, _) => Casing.Capitalize(state, PythonText.Str(state, input)),
        ["center"] = Center,
        ["format"] = Format,
        ["indent"] = Indent,
        ["lower"] = (state, input, _) => Casing.Lower(state, PythonText.Str(state, input)),
        ["replace"] = Replace,
        ["string"] = (state, input, _) => PythonText.Str(state, input),
        ["title"] = Title,
        ["tojson"] = ToJson,
        ["trim"] = Trim,
        ["truncate"] = Truncate,
        ["upper"] = (state, input, _) => Casing.Upper(state, PythonText.Str(state, input)),
        ["wordcount"] = WordCount,
    };

    private static StringValue Center(RenderState state, Value input, CallArguments arguments)
    {
        var width = arguments.Bind(state, "center", "width")[0];
        return Padding.Center(state, PythonText.Str(state, input), width is null ? 80 : Numbers.ToInt(state, width), new StringValue(" "));
    }

    private static StringValue Format(RenderState state, Value input, CallArguments arguments)
    {
        if (arguments.Positional.Count > 0 && arguments.Keywords.Count > 0)
        {
            throw state.Error("can't handle positional and keyword arguments at the same time");
        }

        if (arguments.Keywords.Count == 0)
        {
            return PercentFormat.Apply(state, PythonText.Str(state, input), new TupleValue(arguments.Positional));
        }

        var named = new DictValue();
        foreach (var (name, value) in arguments.Keywords)
        {
            named.Set(name, value);
        }

        return PercentFormat.Apply(state, PythonText.Str(state, input), named);
    }

    private static StringValue Indent(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "indent", "width", "first", "blank");
        var text = StringMethods.Text(state, input, "indent");
        var indention = bound[0] switch
        {
            StringValue given => given,
            null => new StringValue("    "),
            var width => (StringValue)Arithmetic.Apply(state, "*", new StringValue(" "), width),
        };
        bool blank = bound[2]?.IsTrue ?? false;

        // A line is added so that a closing newline keeps its empty line, as the reference does.
        var lines = Splitting.Lines(state, (StringValue)Arithmetic.Apply(state, "+", text, new StringValue("\n")), keepEnds: false);
        var buffer = new TextBuffer(state);
        for (int i = 0; i < lines.Count; i++)
        {
            var line = (StringValue)lines[i];
            bool indent = i == 0 ? bound[1]?.IsTrue ?? false : blank || line.Text.Length > 0;
            buffer.Append(i == 0 ? "" : "\n").Append(indent ? indention : StringValue.Empty).Append(line);
        }

        return buffer.ToValue(text.IsMarkup);
    }

    private static StringValue Replace(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "replace", "old", "new", "count");
        if (bound[0] is null || bound[1] is null)
        {
            throw state.Error("replace() is missing a required argument");
        }

        int most = bound[2] is null or NoneValue ? -1 : Numbers.ToInt(state, bound[2]!);
        var text = PythonText.Str(state, input).Marked(false);
        return Searching.Replace(state, text, PythonText.Str(state, bound[0]!).Text, PythonText.Str(state, bound[1]!), most);
    }

    /// <summary>Jinja's own title case: a letter after a blank, hyphen or opening bracket is capital, all others small.</summary>
    private static StringValue Title(RenderState state, Value input, CallArguments arguments)
    {
        var text = PythonText.Str(state, input).Marked(false);
        var buffer = new TextBuffer(state);
        bool starts = true;
        int at = 0;
        while (at < text.Text.Length)
        {
            if (IsBoundary(text.Text[at]))
            {
                starts = true;
                buffer.Append(text.Slice(state, at++, 1));
                continue;
            }

            int end = starts ? at + CodePointText.SizeAt(text.Text, at) : at;
            while (!starts && end < text.Text.Length && !IsBoundary(text.Text[end]))
            {
                end++;
            }

            var part = text.Slice(state, at, end - at);
            buffer.Append(starts ? Casing.Upper(state, part) : Casing.Lower(state, part));
            starts = false;
            at = end;
        }

        return buffer.ToValue();
    }

    private static bool IsBoundary(char character) =>
        character is '-' or '(' or '{' or '[' or '<' || Lexing.Whitespace.Is(character);

    /// <summary>Transformers' <c>tojson</c>: <c>json.dumps</c> without escaping for web pages.</summary>
    private static StringValue ToJson(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "tojson", "ensure_ascii", "indent", "separators", "sort_keys");
        string? indent = bound[1] switch
        {
            null or NoneValue => null,
            StringValue text => text.Text,
            var width => new string(' ', Math.Clamp(Numbers.ToInt(state, width), 0, FormatSpec.MaxWidth)),
        };
        var (item, key) = (indent is null ? ", " : ",", ": ");
        if (bound[2] is SequenceValue { Elements: [StringValue first, StringValue second] })
        {
            (item, key) = (first.Text, second.Text);
        }
        else if (bound[2] is not (null or NoneValue))
        {
            throw state.Error("tojson: separators must be a pair of texts");
        }

        bool ascii = bound[0]?.IsTrue ?? false, sort = bound[3]?.IsTrue ?? false;
        return JsonText.Write(state, input, new JsonStyle(ascii, indent, item, key, sort));
    }

    private static StringValue Trim(RenderState state, Value input, CallArguments arguments) =>
        Stripping.Strip(state, PythonText.Str(state, input), arguments.Bind(state, "trim", "chars")[0], "strip");

    private static Value Truncate(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "truncate", "length", "killwords", "end", "leeway");
        var ending = bound[2] is null ? new StringValue("...") : StringMethods.Text(state, bound[2], "truncate");
        int length = bound[0] is null ? 255 : Numbers.ToInt(state, bound[0]!);
        int leeway = bound[3] is null or NoneValue ? 5 : Numbers.ToInt(state, bound[3]!);
        int kept = length - ending.CodePoints;
        if (kept < 0 || leeway < 0)
        {
            throw state.Error($"truncate: expected a length of at least {ending.CodePoints}, got {length}");
        }

        if (input.Length(state) <= (long)length + leeway)
        {
            return input;
        }

        var text = StringMethods.Text(state, input, "truncate");
        var start = text.Slice(state, 0, text.OffsetOf(state, kept));
        int blank = bound[1]?.IsTrue ?? false ? -1 : start.Text.LastIndexOf(' ');
        start = blank < 0 ? start : start.Slice(state, 0, blank);
        return new TextBuffer(state).Append(start).Append(ending).ToValue();
    }

    private static IntValue WordCount(RenderState state, Value input, CallArguments arguments)
    {
        string text = PythonText.Str(state, input).Text;
        state.StepThrough(4L * text.Length);
        int count = 0;
        bool inside = false;
        foreach (var rune in text.EnumerateRunes())
        {
            bool word = rune.Value == '_' || System.Text.Rune.IsLetterOrDigit(rune);
            count += word && !inside ? 1 : 0;
            inside = word;
        }

        return IntValue.Of(count);
    }
}
