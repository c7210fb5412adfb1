using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>How Jinja's sorting filters compare: texts without regard to case unless asked.</summary>
internal static class SortKeys
{
    public static Value Fold(RenderState state, Value value, bool caseSensitive) =>
        value is StringValue text && !caseSensitive ? Casing.Lower(state, text) : value;

    public static IComparer<Value> Order(RenderState state) =>
        Comparer<Value>.Create((left, right) => Comparison.Order(state, left, right, "<"));
}
