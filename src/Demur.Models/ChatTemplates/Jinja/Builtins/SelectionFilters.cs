using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Filters that apply a filter or a test to each element, lazily.</summary>
internal static class SelectionFilters
{
    public static readonly IReadOnlyDictionary<string, FilterBody> Table = new Dictionary<string, FilterBody>
    {
        ["map"] = Map,
        ["reject"] = (state, input, arguments) => Select(state, input, arguments, new Selection(OnAttribute: false, Keep: false)),
        ["rejectattr"] = (state, input, arguments) => Select(state, input, arguments, new Selection(OnAttribute: true, Keep: false)),
        ["select"] = (state, input, arguments) => Select(state, input, arguments, new Selection(OnAttribute: false, Keep: true)),
        ["selectattr"] = (state, input, arguments) => Select(state, input, arguments, new Selection(OnAttribute: true, Keep: true)),
    };

    private static GeneratorValue Map(RenderState state, Value input, CallArguments arguments)
    {
        return new GeneratorValue(Mapped());

        IEnumerable<Value> Mapped()
        {
            if (!input.IsTrue)
            {
                yield break;
            }

            var convert = Conversion(state, arguments);
            foreach (var value in state.Iterate(input))
            {
                state.Step();
                yield return convert(value);
            }
        }
    }

    private static Func<Value, Value> Conversion(RenderState state, CallArguments arguments)
    {
        if (arguments.Positional.Count == 0 && arguments.Keyword("attribute") is { } path)
        {
            var bound = arguments.Bind(state, "map", "attribute", "default");
            return value => Lookup.Path(state, value, path, bound[1]);
        }

        if (arguments.Positional.Count == 0)
        {
            throw state.Error("map requires a filter argument");
        }

        string name = PythonText.Str(state, arguments.Positional[0]).Text;
        var rest = arguments.Skip(1);
        return value => Filters.Apply(state, name, value, rest);
    }

    private static GeneratorValue Select(RenderState state, Value input, CallArguments arguments, Selection selection)
    {
        return new GeneratorValue(Selected());

        IEnumerable<Value> Selected()
        {
            if (!input.IsTrue)
            {
                yield break;
            }

            var test = Condition(state, arguments, selection.OnAttribute);
            foreach (var value in state.Iterate(input))
            {
                state.Step();
                if (test(value) == selection.Keep)
                {
                    yield return value;
                }
            }
        }
    }

    private static Func<Value, bool> Condition(RenderState state, CallArguments arguments, bool onAttribute)
    {
        var path = onAttribute
            ? arguments.Required(state, "selectattr", 0)
            : null;
        int used = onAttribute ? 1 : 0;
        if (arguments.Positional.Count <= used)
        {
            return value => Lookup.Path(state, value, path).IsTrue;
        }

        string name = PythonText.Str(state, arguments.Positional[used]).Text;
        var rest = arguments.Skip(used + 1);
        return value => Tests.Apply(state, name, Lookup.Path(state, value, path), rest);
    }

    private readonly record struct Selection(bool OnAttribute, bool Keep);
}
