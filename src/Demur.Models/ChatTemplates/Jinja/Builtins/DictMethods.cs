using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Methods of dictionaries. Those that would change one are refused, as in Jinja's immutable sandbox.</summary>
internal static class DictMethods
{
    public static Value? Find(DictValue self, string name) => name switch
    {
        "get" => new MethodValue(name, (state, arguments) => Get(state, self, arguments)),
        "items" => new MethodValue(name, (state, _) => Items(state, self)),
        "keys" => new MethodValue(name, (state, _) => View(state, "dict_keys", self.Entries.Select(entry => entry.Key))),
        "values" => new MethodValue(name, (state, _) => View(state, "dict_values", self.Entries.Select(entry => entry.Value))),
        "copy" => new MethodValue(name, (_, _) => self),
        "clear" or "pop" or "popitem" or "setdefault" or "update" => UndefinedValue.Unsafe(self, name),
        _ => null,
    };

    /// <summary>The view of keys and values as pairs.</summary>
    public static DictViewValue Items(RenderState state, DictValue self) => View(
        state, "dict_items", self.Entries.Select(Value (entry) => new TupleValue([entry.Key, entry.Value])));

    private static Value Get(RenderState state, DictValue self, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "get", "key", "default");
        var key = bound[0] ?? throw state.Error("get expected at least 1 argument, got 0");
        if (DictKey.Of(state, key) is null)
        {
            throw state.Error($"unhashable type: '{key.TypeName}'");
        }

        return self.Item(state, key) ?? bound[1] ?? NoneValue.Instance;
    }

    private static DictViewValue View(RenderState state, string kind, IEnumerable<Value> elements) => new(kind, state.Collect(elements));
}
