using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>The body of a filter.</summary>
internal delegate Value FilterBody(RenderState state, Value input, CallArguments arguments);

/// <summary>Jinja's filters by name, with Transformers' <c>tojson</c>.</summary>
internal static class Filters
{
    /// <summary>Filters that exist in Jinja but not here: random, for web pages, or for debugging.</summary>
    private static readonly HashSet<string> Unsupported = ["pprint", "random", "urlize", "wordwrap"];

    private static readonly Dictionary<string, FilterBody> Table = Build(
        TextFilters.Table, SequenceFilters.Table, SelectionFilters.Table, NumberFilters.Table, MarkupFilters.Table);

    public static FilterBody? Find(string name)
    {
        if (Table.TryGetValue(name, out var filter))
        {
            return filter;
        }

        return Unsupported.Contains(name)
            ? (state, _, _) => throw state.Error($"the filter '{name}' is not supported in chat templates")
            : null;
    }

    /// <summary>Applies a filter that a template names in a text, as <c>map</c> does.</summary>
    public static Value Apply(RenderState state, string name, Value input, CallArguments arguments)
    {
        state.Step();
        var filter = Find(name) ?? throw state.Error($"No filter named '{name}'.");
        return filter(state, input, arguments);
    }

    private static Dictionary<string, FilterBody> Build(params ReadOnlySpan<IReadOnlyDictionary<string, FilterBody>> groups)
    {
        var table = new Dictionary<string, FilterBody>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            foreach (var (name, body) in group)
            {
                table.Add(name, body);
            }
        }

        return table;
    }
}
