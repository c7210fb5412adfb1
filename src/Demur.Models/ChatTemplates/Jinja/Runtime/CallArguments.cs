using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Runtime;

/// <summary>The arguments of one call.</summary>
internal sealed class CallArguments(IReadOnlyList<Value> positional, IReadOnlyList<KeyValuePair<string, Value>> keywords)
{
    public static readonly CallArguments None = new([], []);

    public IReadOnlyList<Value> Positional { get; } = positional;

    public IReadOnlyList<KeyValuePair<string, Value>> Keywords { get; } = keywords;

    /// <summary>Sorts the arguments by parameter; those not given are <see langword="null"/>.</summary>
    /// <exception cref="ChatTemplateException">Too many arguments, an unknown name, or one given twice.</exception>
    public Value?[] Bind(RenderState state, string function, params ReadOnlySpan<string> parameters)
    {
        if (Positional.Count > parameters.Length)
        {
            throw state.Error($"{function}() takes at most {parameters.Length} arguments ({Positional.Count} given)");
        }

        var bound = new Value?[parameters.Length];
        for (int i = 0; i < Positional.Count; i++)
        {
            bound[i] = Positional[i];
        }

        foreach (var (name, value) in Keywords)
        {
            int at = parameters.IndexOf(name);
            if (at < 0)
            {
                throw state.Error($"{function}() got an unexpected keyword argument '{name}'");
            }

            bound[at] = bound[at] is null ? value : throw state.Error($"{function}() got multiple values for argument '{name}'");
        }

        return bound;
    }

    /// <summary>A positional argument that has to be there.</summary>
    public Value Required(RenderState state, string function, int index) => index < Positional.Count
        ? Positional[index]
        : throw state.Error($"{function}() is missing a required argument ({Positional.Count} given)");

    /// <summary>Looks a keyword argument up.</summary>
    public Value? Keyword(string name)
    {
        foreach (var (key, value) in Keywords)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The positional arguments after the first <paramref name="count"/>, with all keywords.</summary>
    public CallArguments Skip(int count) => new([.. Positional.Skip(count)], Keywords);
}
