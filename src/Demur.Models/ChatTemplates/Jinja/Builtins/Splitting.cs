using Demur.Models.ChatTemplates.Jinja.Lexing;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Cutting a text into parts and joining parts.</summary>
internal static class Splitting
{
    public static Value Split(RenderState state, StringValue self, CallArguments arguments) =>
        Split(state, self, arguments.Bind(state, "split", "sep", "maxsplit"), fromEnd: false);

    public static Value SplitLast(RenderState state, StringValue self, CallArguments arguments) =>
        Split(state, self, arguments.Bind(state, "rsplit", "sep", "maxsplit"), fromEnd: true);

    public static Value SplitLines(RenderState state, StringValue self, CallArguments arguments)
    {
        bool keep = arguments.Bind(state, "splitlines", "keepends")[0]?.IsTrue ?? false;
        return new ListValue(Lines(state, self, keep));
    }

    /// <summary>The lines of a text as Python cuts them.</summary>
    public static List<Value> Lines(RenderState state, StringValue self, bool keepEnds)
    {
        var lines = new List<Value>();
        string text = self.Text;
        for (int start = 0; start < text.Length;)
        {
            int end = start;
            while (end < text.Length && !IsLineEnd(text[end]))
            {
                end++;
            }

            int next = end < text.Length ? end + 1 : end;
            next += end + 1 < text.Length && text[end] == '\r' && text[end + 1] == '\n' ? 1 : 0;
            Add(state, lines, self, start, keepEnds ? next : end);
            start = next;
        }

        return lines;
    }

    public static Value Partition(RenderState state, StringValue self, CallArguments arguments)
    {
        var separator = Separator(state, arguments.Required(state, "partition", 0));
        int at = TextSearch.Find(state, self.Text, separator.Text, 0);
        return at < 0
            ? new TupleValue([self, StringValue.Empty, StringValue.Empty])
            : Parts(state, self, at, separator.Text.Length);
    }

    public static Value PartitionLast(RenderState state, StringValue self, CallArguments arguments)
    {
        var separator = Separator(state, arguments.Required(state, "rpartition", 0));
        int at = TextSearch.FindLast(state, self.Text, separator.Text, self.Text.Length);
        return at < 0
            ? new TupleValue([StringValue.Empty, StringValue.Empty, self])
            : Parts(state, self, at, separator.Text.Length);
    }

    public static Value Join(RenderState state, StringValue self, CallArguments arguments)
    {
        var parts = state.Collect(arguments.Required(state, "join", 0));
        var buffer = new TextBuffer(state);
        for (int i = 0; i < parts.Count; i++)
        {
            var part = self.IsMarkup ? Html.Escape(state, parts[i]) : parts[i] as StringValue;
            buffer.Append(i == 0 ? StringValue.Empty : self);
            buffer.Append(part ?? throw state.Error($"sequence item {i}: expected str instance, {parts[i].TypeName} found"));
        }

        return buffer.ToValue(self.IsMarkup);
    }

    private static TupleValue Parts(RenderState state, StringValue self, int at, int length) => new(
        [self.Slice(state, 0, at), self.Slice(state, at, length), self.Slice(state, at + length, self.Text.Length - at - length)]);

    private static ListValue Split(RenderState state, StringValue self, Value?[] bound, bool fromEnd)
    {
        int most = bound[1] is null ? -1 : Numbers.ToInt(state, bound[1]!);
        most = most < 0 ? int.MaxValue : most;
        if (bound[0] is null or NoneValue)
        {
            return new ListValue(fromEnd ? WordsFromEnd(state, self, most) : Words(state, self, most));
        }

        var separator = Separator(state, bound[0]!);
        return new ListValue(fromEnd ? PiecesFromEnd(state, self, separator.Text, most) : Pieces(state, self, separator.Text, most));
    }

    private static StringValue Separator(RenderState state, Value value)
    {
        var separator = StringMethods.Text(state, value, "split");
        return separator.Text.Length > 0 ? separator : throw state.Error("empty separator");
    }

    private static List<Value> Pieces(RenderState state, StringValue self, string separator, int most)
    {
        var pieces = new List<Value>();
        int start = 0, at;
        while (pieces.Count < most && (at = TextSearch.Find(state, self.Text, separator, start)) >= 0)
        {
            Add(state, pieces, self, start, at);
            start = at + separator.Length;
        }

        Add(state, pieces, self, start, self.Text.Length);
        return pieces;
    }

    private static List<Value> PiecesFromEnd(RenderState state, StringValue self, string separator, int most)
    {
        // Occurrences counted from the end differ from those counted from the start when the separator overlaps itself.
        var pieces = new List<Value>();
        int end = self.Text.Length, at;
        while (pieces.Count < most && (at = TextSearch.FindLast(state, self.Text, separator, end)) >= 0)
        {
            Add(state, pieces, self, at + separator.Length, end);
            end = at;
        }

        Add(state, pieces, self, 0, end);
        pieces.Reverse();
        return pieces;
    }

    private static List<Value> Words(RenderState state, StringValue self, int most)
    {
        var words = new List<Value>();
        string text = self.Text;
        int at = Whitespace.SkipForward(text, 0);
        while (at < text.Length)
        {
            int end = at;
            while (end < text.Length && !Whitespace.Is(text[end]))
            {
                end++;
            }

            if (words.Count == most)
            {
                Add(state, words, self, at, text.Length);
                return words;
            }

            Add(state, words, self, at, end);
            at = Whitespace.SkipForward(text, end);
        }

        return words;
    }

    private static List<Value> WordsFromEnd(RenderState state, StringValue self, int most)
    {
        var words = new List<Value>();
        string text = self.Text;
        int end = Whitespace.TrimEnd(text, 0, text.Length);
        while (end > 0)
        {
            int start = end;
            while (start > 0 && !Whitespace.Is(text[start - 1]))
            {
                start--;
            }

            bool rest = words.Count == most;
            Add(state, words, self, rest ? 0 : start, end);
            end = rest ? 0 : Whitespace.TrimEnd(text, 0, start);
        }

        words.Reverse();
        return words;
    }

    private static void Add(RenderState state, List<Value> parts, StringValue self, int start, int end)
    {
        state.Step();
        state.Allocate(48);
        parts.Add(self.Slice(state, start, end - start));
    }

    private static bool IsLineEnd(char character) => character is '\n' or '\r' or '\v' or '\f'
        or (>= '\u001c' and <= '\u001e') or '\u0085' or '\u2028' or '\u2029';
}
