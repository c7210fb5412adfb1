using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>Jinja's two ways to reach into a value: <c>a.b</c> tries the attribute first, <c>a['b']</c> the element.</summary>
internal static class Lookup
{
    public static Value Attribute(RenderState state, Value owner, string name)
    {
        if (owner.Attribute(state, name) is { } attribute)
        {
            return attribute;
        }

        var key = new StringValue(name);
        return owner.Item(state, key) ?? UndefinedValue.Missing(state, owner, key);
    }

    public static Value Item(RenderState state, Value owner, Value key)
    {
        if (owner.Item(state, key) is { } item)
        {
            return item;
        }

        var attribute = key is StringValue name ? owner.Attribute(state, name.Text) : null;
        return attribute ?? UndefinedValue.Missing(state, owner, key);
    }

    /// <summary>Follows a path as filters take it: <c>"a.b.0"</c>, or an integer.</summary>
    public static Value Path(RenderState state, Value owner, Value? path, Value? fallback = null)
    {
        if (path is null or NoneValue)
        {
            return owner;
        }

        if (path is not StringValue names)
        {
            return OrFallback(Item(state, owner, path), fallback);
        }

        foreach (string part in names.Text.Split('.'))
        {
            state.Step();
            bool isNumber = part.Length is > 0 and < 10 && part.All(char.IsAsciiDigit);
            Value key = isNumber ? IntValue.Of(int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)) : new StringValue(part);
            owner = OrFallback(Item(state, owner, key), fallback);
        }

        return owner;
    }

    private static Value OrFallback(Value found, Value? fallback) =>
        found is UndefinedValue && fallback is not null and not NoneValue ? fallback : found;
}
