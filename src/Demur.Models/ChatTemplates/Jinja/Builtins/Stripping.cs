using Demur.Models.ChatTemplates.Jinja.Lexing;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Taking characters off the ends of a text.</summary>
internal static class Stripping
{
    public static Value Strip(RenderState state, StringValue self, CallArguments arguments, string method)
    {
        var chars = arguments.Bind(state, method, "chars")[0];
        return Strip(state, self, chars, method);
    }

    /// <summary>Strips white space, or the given characters, from the ends that <paramref name="method"/> names.</summary>
    public static StringValue Strip(RenderState state, StringValue self, Value? chars, string method)
    {
        string? set = chars is null or NoneValue ? null : StringMethods.Text(state, chars, method).Text;
        string text = self.Text;
        int start = 0, end = text.Length;
        while (method != "rstrip" && start < end && Matches(text, start, set))
        {
            start += CodePointText.SizeAt(text, start);
        }

        while (method != "lstrip" && end > start && Matches(text, Before(text, end), set))
        {
            end = Before(text, end);
        }

        state.StepThrough((long)(text.Length - (end - start)) * (set?.Length ?? 1));
        return self.Slice(state, start, end - start);
    }

    public static Value RemovePrefix(RenderState state, StringValue self, CallArguments arguments)
    {
        string prefix = StringMethods.Text(state, arguments.Required(state, "removeprefix", 0), "removeprefix").Text;
        return self.Text.StartsWith(prefix, StringComparison.Ordinal)
            ? self.Slice(state, prefix.Length, self.Text.Length - prefix.Length)
            : self;
    }

    public static Value RemoveSuffix(RenderState state, StringValue self, CallArguments arguments)
    {
        string suffix = StringMethods.Text(state, arguments.Required(state, "removesuffix", 0), "removesuffix").Text;
        return self.Text.EndsWith(suffix, StringComparison.Ordinal)
            ? self.Slice(state, 0, self.Text.Length - suffix.Length)
            : self;
    }

    private static int Before(string text, int end) =>
        end > 1 && char.IsLowSurrogate(text[end - 1]) && char.IsHighSurrogate(text[end - 2]) ? end - 2 : end - 1;

    private static bool Matches(string text, int at, string? set) => set is null
        ? Whitespace.Is(text[at])
        : set.AsSpan().IndexOf(text.AsSpan(at, CodePointText.SizeAt(text, at))) >= 0;
}
