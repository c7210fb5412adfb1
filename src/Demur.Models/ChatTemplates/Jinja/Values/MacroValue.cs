using Demur.Models.ChatTemplates.Jinja.Nodes;
using Demur.Models.ChatTemplates.Jinja.Runtime;

namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>A macro together with the scope it was defined in.</summary>
internal sealed class MacroValue(MacroDefinition definition, Scope closure) : CallableValue
{
    public string Name => definition.Name;

    public override string TypeName => "Macro";

    public override Value Call(RenderState state, CallArguments arguments)
    {
        state.Enter();
        var scope = new Scope(closure);
        BindParameters(state, scope, arguments);
        var buffer = new TextBuffer(state);
        definition.Body.Execute(state, scope, buffer);
        state.Leave();
        return buffer.ToValue();
    }

    public override Value? Attribute(RenderState state, string name) => name switch
    {
        "name" => new StringValue(Name),
        "arguments" => new TupleValue([.. definition.Parameters.Select(parameter => new StringValue(parameter.Name))]),
        "catch_kwargs" => BoolValue.Of(definition.Uses.HasFlag(MacroUses.Keywords)),
        "catch_varargs" => BoolValue.Of(definition.Uses.HasFlag(MacroUses.Positional)),
        "caller" => BoolValue.Of(definition.Uses.HasFlag(MacroUses.Caller)),
        _ => null,
    };

    private void BindParameters(RenderState state, Scope scope, CallArguments arguments)
    {
        var keywords = new List<KeyValuePair<string, Value>>(arguments.Keywords);
        var parameters = definition.Parameters;
        state.Step((long)parameters.Count * (1 + keywords.Count));
        var missing = new List<MacroParameter>();
        for (int i = 0; i < parameters.Count; i++)
        {
            if (i < arguments.Positional.Count)
            {
                scope.Set(parameters[i].Name, arguments.Positional[i]);
            }
            else if (Take(keywords, parameters[i].Name) is { } given)
            {
                scope.Set(parameters[i].Name, given);
            }
            else
            {
                missing.Add(parameters[i]);
            }
        }

        BindSpecial(state, scope, arguments, keywords);

        // Defaults are computed at each call and see the parameters before them.
        foreach (var parameter in missing)
        {
            scope.Set(parameter.Name, parameter.Default?.Evaluate(state, scope)
                ?? new UndefinedValue($"parameter '{parameter.Name}' was not provided"));
        }
    }

    private void BindSpecial(RenderState state, Scope scope, CallArguments arguments, List<KeyValuePair<string, Value>> keywords)
    {
        if (Accepts(MacroUses.Caller, "caller"))
        {
            scope.Set("caller", Take(keywords, "caller") ?? new UndefinedValue("No caller defined"));
        }

        if (Accepts(MacroUses.Keywords, "kwargs"))
        {
            var rest = new DictValue();
            keywords.ForEach(pair => rest.Set(pair.Key, pair.Value));
            scope.Set("kwargs", rest);
        }
        else if (keywords.Count > 0)
        {
            throw state.Error($"macro '{Name}' takes no keyword argument '{keywords[0].Key}'");
        }

        var surplus = arguments.Positional.Skip(definition.Parameters.Count);
        if (Accepts(MacroUses.Positional, "varargs"))
        {
            scope.Set("varargs", new TupleValue(state.Collect(surplus)));
        }
        else if (arguments.Positional.Count > definition.Parameters.Count)
        {
            throw state.Error($"macro '{Name}' takes not more than {definition.Parameters.Count} argument(s)");
        }
    }

    /// <summary>A special name counts when the body mentions it and no parameter takes it.</summary>
    private bool Accepts(MacroUses use, string name) =>
        definition.Uses.HasFlag(use) && definition.Parameters.All(parameter => parameter.Name != name);

    private static Value? Take(List<KeyValuePair<string, Value>> keywords, string name)
    {
        int at = keywords.FindIndex(pair => pair.Key == name);
        if (at < 0)
        {
            return null;
        }

        var value = keywords[at].Value;
        keywords.RemoveAt(at);
        return value;
    }
}
