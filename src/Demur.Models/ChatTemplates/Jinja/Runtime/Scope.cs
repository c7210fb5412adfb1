using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>Names and values; a name not found here is looked up further out.</summary>
internal sealed class Scope(Scope? parent)
{
    private readonly Scope? _parent = parent;
    private Dictionary<string, Value>? _values;

    /// <summary>Gets the scope of the whole template's own names, which a block sees instead of where it stands.</summary>
    public Scope Outermost => _parent?._parent?._parent is null ? this : _parent.Outermost;

    public void Set(string name, Value value) => (_values ??= [])[name] = value;

    public Value? Find(RenderState state, string name)
    {
        int hops = 0;
        for (var scope = this; scope is not null; scope = scope._parent)
        {
            // Scopes can be nested by the hundred; walking them is work like any other.
            if ((++hops & 7) == 0)
            {
                state.Step();
            }

            if (scope._values is not null && scope._values.TryGetValue(name, out var value))
            {
                return value;
            }
        }

        return null;
    }
}
