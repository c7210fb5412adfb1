using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>The body of a string method.</summary>
internal delegate Value StringMethod(RenderState state, StringValue self, CallArguments arguments);

/// <summary>Python's string methods by name.</summary>
internal static class StringMethods
{
    private static readonly Dictionary<string, StringMethod> Table = new(StringComparer.Ordinal)
    {
        ["capitalize"] = (state, self, _) => Casing.Capitalize(state, self),
        ["casefold"] = (state, self, _) => Casing.Fold(state, self),
        ["lower"] = (state, self, _) => Casing.Lower(state, self),
        ["swapcase"] = (state, self, _) => Casing.Swap(state, self),
        ["title"] = (state, self, _) => Casing.Title(state, self),
        ["upper"] = (state, self, _) => Casing.Upper(state, self),
        ["center"] = Padding.Center,
        ["expandtabs"] = Padding.ExpandTabs,
        ["ljust"] = Padding.Left,
        ["rjust"] = Padding.Right,
        ["zfill"] = Padding.ZeroFill,
        ["count"] = Searching.Count,
        ["endswith"] = Searching.EndsWith,
        ["find"] = Searching.Find,
        ["index"] = Searching.Index,
        ["replace"] = Searching.Replace,
        ["rfind"] = Searching.FindLast,
        ["rindex"] = Searching.IndexLast,
        ["startswith"] = Searching.StartsWith,
        ["join"] = Splitting.Join,
        ["partition"] = Splitting.Partition,
        ["rpartition"] = Splitting.PartitionLast,
        ["rsplit"] = Splitting.SplitLast,
        ["split"] = Splitting.Split,
        ["splitlines"] = Splitting.SplitLines,
        ["lstrip"] = (state, self, arguments) => Stripping.Strip(state, self, arguments, "lstrip"),
        ["removeprefix"] = Stripping.RemovePrefix,
        ["removesuffix"] = Stripping.RemoveSuffix,
        ["rstrip"] = (state, self, arguments) => Stripping.Strip(state, self, arguments, "rstrip"),
        ["strip"] = (state, self, arguments) => Stripping.Strip(state, self, arguments, "strip"),
        ["format"] = BraceFormat.Apply,
        ["format_map"] = BraceFormat.ApplyMap,
    };

    /// <summary>The method bound to the string, or <see langword="null"/>.</summary>
    public static Value? Find(StringValue self, string name)
    {
        if (Table.TryGetValue(name, out var method))
        {
            return new MethodValue(name, (state, arguments) => method(state, self, arguments));
        }

        return CharacterTests.Find(name) is { } test
            ? new MethodValue(name, (state, _) => Test(state, self, test))
            : null;
    }

    private static BoolValue Test(RenderState state, StringValue self, Func<string, bool> test)
    {
        state.StepThrough(16L * self.Text.Length);
        return BoolValue.Of(test(self.Text));
    }

    /// <summary>A text argument; anything else is an error.</summary>
    public static StringValue Text(RenderState state, Value? value, string function) => value switch
    {
        StringValue text => text,
        UndefinedValue undefined => throw undefined.Used(state),
        null => throw state.Error($"{function}() is missing a required argument"),
        _ => throw state.Error($"{function}() argument must be str, not {value.TypeName}"),
    };
}
