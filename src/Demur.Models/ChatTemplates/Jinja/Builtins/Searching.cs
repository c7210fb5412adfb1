using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Finding, counting and replacing inside a text.</summary>
internal static class Searching
{
    public static Value Find(RenderState state, StringValue self, CallArguments arguments) =>
        IntValue.Of(Position(state, self, arguments, "find", last: false));

    public static Value FindLast(RenderState state, StringValue self, CallArguments arguments) =>
        IntValue.Of(Position(state, self, arguments, "rfind", last: true));

    public static Value Index(RenderState state, StringValue self, CallArguments arguments) =>
        Found(state, Position(state, self, arguments, "index", last: false));

    public static Value IndexLast(RenderState state, StringValue self, CallArguments arguments) =>
        Found(state, Position(state, self, arguments, "rindex", last: true));

    public static Value Count(RenderState state, StringValue self, CallArguments arguments)
    {
        var (part, start, end) = Window(state, self, arguments, "count");
        if (end < start)
        {
            return IntValue.Of(0);
        }

        if (part.Length == 0)
        {
            return IntValue.Of(CodePointText.Count(self.Text[start..end]) + 1);
        }

        int count = 0;
        string text = self.Text[..end];
        for (int at = start; (at = TextSearch.Find(state, text, part, at)) >= 0; at += part.Length)
        {
            count++;
        }

        return IntValue.Of(count);
    }

    public static Value StartsWith(RenderState state, StringValue self, CallArguments arguments) =>
        Affix(state, self, arguments, "startswith", (window, part) => window.StartsWith(part, StringComparison.Ordinal));

    public static Value EndsWith(RenderState state, StringValue self, CallArguments arguments) =>
        Affix(state, self, arguments, "endswith", (window, part) => window.EndsWith(part, StringComparison.Ordinal));

    public static Value Replace(RenderState state, StringValue self, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "replace", "old", "new", "count");
        var replacement = StringMethods.Text(state, bound[1], "replace");
        return Replace(
            state,
            self,
            StringMethods.Text(state, bound[0], "replace").Text,
            self.IsMarkup ? Html.Escape(state, replacement) : replacement,
            bound[2] is null ? -1 : Numbers.ToInt(state, bound[2]!));
    }

    /// <summary>Replaces the first <paramref name="most"/> occurrences, or all when it is negative.</summary>
    public static StringValue Replace(RenderState state, StringValue self, string old, StringValue replacement, int most)
    {
        most = most < 0 ? int.MaxValue : most;
        if (old.Length == 0)
        {
            return Interleave(state, self, replacement, most);
        }

        var buffer = new TextBuffer(state);
        int done = 0, at = 0;
        while (most-- > 0 && (at = TextSearch.Find(state, self.Text, old, done)) >= 0)
        {
            buffer.Append(self.Slice(state, done, at - done)).Append(replacement);
            done = at + old.Length;
        }

        return done == 0 ? self : buffer.Append(self.Slice(state, done, self.Text.Length - done)).ToValue(self.IsMarkup);
    }

    /// <summary>Replacing nothing puts the replacement around every character.</summary>
    private static StringValue Interleave(RenderState state, StringValue self, StringValue replacement, int most)
    {
        var buffer = new TextBuffer(state);
        int at = 0;
        for (; most > 0; most--)
        {
            buffer.Append(replacement);
            if (at >= self.Text.Length)
            {
                return buffer.ToValue(self.IsMarkup);
            }

            int size = CodePointText.SizeAt(self.Text, at);
            buffer.Append(self.Slice(state, at, size));
            at += size;
        }

        return buffer.Append(self.Slice(state, at, self.Text.Length - at)).ToValue(self.IsMarkup);
    }

    private static BoolValue Affix(
        RenderState state, StringValue self, CallArguments arguments, string method, Func<string, string, bool> test)
    {
        var wanted = arguments.Required(state, method, 0);
        var options = wanted is TupleValue tuple ? tuple.Elements : [wanted];
        foreach (var option in options)
        {
            string part = StringMethods.Text(state, option, method).Text;
            var (_, start, end) = Window(state, self, arguments, method, StringValue.Empty);
            state.StepThrough(part.Length);
            if (end >= start && test(start == 0 && end == self.Text.Length ? self.Text : self.Text[start..end], part))
            {
                return BoolValue.True;
            }
        }

        return BoolValue.False;
    }

    private static IntValue Found(RenderState state, int position) =>
        position >= 0 ? IntValue.Of(position) : throw state.Error("substring not found");

    private static int Position(RenderState state, StringValue self, CallArguments arguments, string method, bool last)
    {
        var (part, start, end) = Window(state, self, arguments, method);
        if (end < start)
        {
            return -1;
        }

        int at = last
            ? TextSearch.FindLast(state, self.Text, part, end)
            : TextSearch.Find(state, self.Text, part, start);
        bool inside = at >= start && at + part.Length <= end;
        return inside ? CodePointText.Count(self.Text[..at]) : -1;
    }

    private static (string Part, int Start, int End) Window(
        RenderState state, StringValue self, CallArguments arguments, string method, StringValue? given = null)
    {
        var bound = arguments.Bind(state, method, "sub", "start", "end");
        string part = given?.Text ?? StringMethods.Text(state, bound[0], method).Text;
        int length = self.Length(state)!.Value;
        int start = Bound(state, bound[1], 0, length), end = Bound(state, bound[2], length, length);
        if (start > length)
        {
            return (part, 1, 0);
        }

        return (part, self.OffsetOf(state, start), self.OffsetOf(state, Math.Min(end, length)));
    }

    private static int Bound(RenderState state, Value? value, int absent, int length)
    {
        if (value is null or NoneValue)
        {
            return absent;
        }

        int index = Numbers.ToInt(state, value);
        return index < 0 ? Math.Max(0, index + length) : index;
    }
}
