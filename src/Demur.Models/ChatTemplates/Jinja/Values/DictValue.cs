using Demur.Models.ChatTemplates.Jinja.Builtins;
using Demur.Models.ChatTemplates.Jinja.Runtime;

namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>Python's <c>dict</c>: keeps the order in which keys were first set.</summary>
internal sealed class DictValue : Value
{
    private readonly Dictionary<DictKey, int> _index = [];
    private readonly List<KeyValuePair<Value, Value>> _entries = [];

    /// <summary>Gets keys and values in order.</summary>
    public IReadOnlyList<KeyValuePair<Value, Value>> Entries => _entries;

    public override string TypeName => "dict";

    public override bool IsTrue => _entries.Count > 0;

    public override bool IsSubscriptable => true;

    public override int? Length(RenderState state) => _entries.Count;

    public override IEnumerable<Value>? Iterate(RenderState state) => _entries.Select(entry => entry.Key);

    public override Value? Item(RenderState state, Value key) =>
        DictKey.Of(state, key) is { } found && _index.TryGetValue(found, out int at) ? _entries[at].Value : null;

    public override Value? Attribute(RenderState state, string name) => DictMethods.Find(this, name);

    /// <summary>Looks a text key up.</summary>
    public Value? Get(string key) => _index.TryGetValue(DictKey.Of(key), out int at) ? _entries[at].Value : null;

    /// <summary>Sets an entry while the dictionary is being built.</summary>
    public void Set(RenderState state, Value key, Value value)
    {
        var found = DictKey.Of(state, key) ?? throw state.Error($"unhashable type: '{key.TypeName}'");
        Set(found, key, value);
        state.Allocate(96);
    }

    /// <summary>Sets a text entry while the dictionary is being built.</summary>
    public void Set(string key, Value value) => Set(DictKey.Of(key), new StringValue(key), value);

    private void Set(DictKey found, Value key, Value value)
    {
        if (_index.TryGetValue(found, out int at))
        {
            _entries[at] = new KeyValuePair<Value, Value>(_entries[at].Key, value);
            return;
        }

        _index.Add(found, _entries.Count);
        _entries.Add(new KeyValuePair<Value, Value>(key, value));
    }
}

/// <summary>What <c>items()</c>, <c>keys()</c> and <c>values()</c> return: iterable and sized, not subscriptable.</summary>
internal sealed class DictViewValue(string kind, IReadOnlyList<Value> elements) : Value
{
    public IReadOnlyList<Value> Elements { get; } = elements;

    public override string TypeName => kind;

    public override bool IsTrue => Elements.Count > 0;

    public override int? Length(RenderState state) => Elements.Count;

    public override IEnumerable<Value>? Iterate(RenderState state) => Elements;
}

/// <summary>Jinja's <c>namespace</c>: the one thing a template can change.</summary>
internal sealed class NamespaceValue : Value
{
    /// <summary>Gets the attributes in the order in which they were first set.</summary>
    public OrderedDictionary<string, Value> Attributes { get; } = [];

    public override string TypeName => "jinja2.utils.Namespace";

    public override Value? Attribute(RenderState state, string name) => Attributes.GetValueOrDefault(name);
}
