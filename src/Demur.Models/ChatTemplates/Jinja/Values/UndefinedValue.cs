using Demur.Models.ChatTemplates.Jinja.Runtime;

namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>Jinja's undefined: prints as nothing, is false, iterates over nothing; every other use is an error.</summary>
internal sealed class UndefinedValue(string message) : Value
{
    /// <summary>Gets what the error says when the value is used.</summary>
    public string Message { get; } = message;

    public override string TypeName => "Undefined";

    public override bool IsTrue => false;

    public override bool IsSubscriptable => true;

    public override int? Length(RenderState state) => 0;

    public override IEnumerable<Value>? Iterate(RenderState state) => [];

    public override Value? Item(RenderState state, Value key) => throw Used(state);

    public override Value? Attribute(RenderState state, string name) => throw Used(state);

    /// <summary>The error for using the value.</summary>
    public ChatTemplateException Used(RenderState state) => state.Error(Message);

    /// <summary>A name that nothing defines.</summary>
    public static UndefinedValue Name(string name) => new($"'{name}' is undefined");

    /// <summary>An attribute or key that <paramref name="owner"/> lacks.</summary>
    public static UndefinedValue Missing(RenderState state, Value owner, Value key)
    {
        string what = owner is NoneValue ? "None" : $"{owner.TypeName} object";
        if (key is not StringValue name)
        {
            return new UndefinedValue($"{what} has no element {PythonText.ShortRepr(state, key)}");
        }

        return name.Text.StartsWith("__", StringComparison.Ordinal)
            ? Unsafe(owner, name.Text)
            : new UndefinedValue($"'{what}' has no attribute {PythonText.ShortRepr(state, key)}");
    }

    /// <summary>An attribute that Jinja's immutable sandbox keeps from templates.</summary>
    public static UndefinedValue Unsafe(Value owner, string name) =>
        new($"access to attribute '{name}' of '{owner.TypeName}' object is unsafe.");
}
