using Demur.Models.ChatTemplates.Jinja.Runtime;

namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>A value inside a template: what Python would hold, without reaching into .NET objects.</summary>
/// <remarks>
/// Everything but <see cref="NamespaceValue"/> and the state of loops is immutable: Transformers renders in Jinja's immutable sandbox.
/// </remarks>
internal abstract class Value
{
    /// <summary>Gets the name of the Python type, for messages.</summary>
    public abstract string TypeName { get; }

    /// <summary>Gets what Python's <c>bool()</c> says.</summary>
    public virtual bool IsTrue => true;

    /// <summary>Python's <c>len()</c>, or <see langword="null"/> where it is a type error.</summary>
    public virtual int? Length(RenderState state) => null;

    /// <summary>Python's <c>iter()</c>, or <see langword="null"/> where it is a type error.</summary>
    public virtual IEnumerable<Value>? Iterate(RenderState state) => null;

    /// <summary>Gets whether <see cref="Item"/> can ever answer.</summary>
    public virtual bool IsSubscriptable => false;

    /// <summary><c>self[key]</c>, or <see langword="null"/> where Python raises a type or lookup error.</summary>
    public virtual Value? Item(RenderState state, Value key) => null;

    /// <summary><c>self.name</c>, or <see langword="null"/> where there is no such attribute.</summary>
    public virtual Value? Attribute(RenderState state, string name) => null;
}
