using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Filling a text up to a width.</summary>
internal static class Padding
{
    public static Value Center(RenderState state, StringValue self, CallArguments arguments)
    {
        var (width, fill) = Arguments(state, arguments, "center");
        return Center(state, self, width, fill);
    }

    /// <summary>Python's rule for an odd rest: the left side gets it when the width is odd too.</summary>
    public static StringValue Center(RenderState state, StringValue self, int width, StringValue fill)
    {
        int total = Math.Max(0, width - self.Length(state)!.Value);
        int left = (total / 2) + (total & width & 1);
        return Pad(state, self, left, total - left, fill);
    }

    public static Value Left(RenderState state, StringValue self, CallArguments arguments)
    {
        var (width, fill) = Arguments(state, arguments, "ljust");
        return Pad(state, self, 0, width - self.Length(state)!.Value, fill);
    }

    public static Value Right(RenderState state, StringValue self, CallArguments arguments)
    {
        var (width, fill) = Arguments(state, arguments, "rjust");
        return Pad(state, self, width - self.Length(state)!.Value, 0, fill);
    }

    public static Value ZeroFill(RenderState state, StringValue self, CallArguments arguments)
    {
        int zeros = Numbers.ToInt(state, arguments.Required(state, "zfill", 0)) - self.Length(state)!.Value;
        int sign = self.Text.StartsWith('+') || self.Text.StartsWith('-') ? 1 : 0;
        var zero = new StringValue("0");
        return sign == 0
            ? Pad(state, self, zeros, 0, zero)
            : new TextBuffer(state)
                .Append(self.Slice(state, 0, 1))
                .Append(Pad(state, self.Slice(state, 1, self.Text.Length - 1), zeros, 0, zero))
                .ToValue(self.IsMarkup);
    }

    public static Value ExpandTabs(RenderState state, StringValue self, CallArguments arguments)
    {
        var given = arguments.Bind(state, "expandtabs", "tabsize")[0];
        int size = given is null ? 8 : Numbers.ToInt(state, given);
        var buffer = new TextBuffer(state);
        int column = 0;
        foreach (var character in self.Iterate(state)!)
        {
            var part = (StringValue)character;
            if (part.Text == "\t")
            {
                int blanks = size > 0 ? size - (column % size) : 0;
                buffer.Append(new StringValue(" "), blanks);
                column += blanks;
                continue;
            }

            buffer.Append(part);
            column = part.Text is "\n" or "\r" ? 0 : column + 1;
        }

        return buffer.ToValue(self.IsMarkup);
    }

    private static StringValue Pad(RenderState state, StringValue self, int left, int right, StringValue fill)
    {
        if (left <= 0 && right <= 0)
        {
            return self;
        }

        return new TextBuffer(state).Append(fill, left).Append(self).Append(fill, right).ToValue(self.IsMarkup);
    }

    private static (int Width, StringValue Fill) Arguments(RenderState state, CallArguments arguments, string method)
    {
        var bound = arguments.Bind(state, method, "width", "fillchar");
        var fill = bound[1] is null ? new StringValue(" ") : StringMethods.Text(state, bound[1], method);
        if (fill.CodePoints != 1)
        {
            throw state.Error("The fill character must be exactly one character long");
        }

        return (Numbers.ToInt(state, arguments.Required(state, method, 0)), fill);
    }
}
