using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>The functions every template can call: Jinja's and the two that Transformers adds.</summary>
internal static class Globals
{
    private const long LargestBound = 1L << 53;

    /// <summary>Puts the functions into the outermost scope.</summary>
    public static void AddTo(Scope scope)
    {
        Add(scope, "range", Range);
        Add(scope, "dict", Dict);
        Add(scope, "namespace", Namespace);
        Add(scope, "cycler", (state, arguments) => arguments.Positional.Count > 0
            ? new CyclerValue(arguments.Positional)
            : throw state.Error("at least one item has to be provided"));
        Add(scope, "joiner", (state, arguments) => new JoinerValue(arguments.Bind(state, "joiner", "sep")[0] ?? new StringValue(", ")));
        Add(scope, "lipsum", (state, _) => throw state.Error("lipsum() makes random text and is not supported in chat templates"));
        Add(scope, "raise_exception", Raise);
        Add(scope, "strftime_now", Now);
    }

    private static void Add(Scope scope, string name, Func<RenderState, CallArguments, Value> body) =>
        scope.Set(name, new MethodValue(name, body));

    private static RangeValue Range(RenderState state, CallArguments arguments)
    {
        long[] bounds = [.. arguments.Positional.Select(bound => Bound(state, bound))];
        var range = bounds switch
        {
            [var stop] => new RangeValue(0, stop, 1),
            [var start, var stop] => new RangeValue(start, stop, 1),
            [var start, var stop, not 0 and var step] => new RangeValue(start, stop, step),
            [_, _, _] => throw state.Error("range() arg 3 must not be zero"),
            _ => throw state.Error($"range expected 1 to 3 arguments, got {bounds.Length}"),
        };
        return range.Count <= RangeValue.MaxLength
            ? range
            : throw state.Error($"Range too big. The sandbox blocks ranges larger than MAX_RANGE ({RangeValue.MaxLength}).");
    }

    private static long Bound(RenderState state, Value value)
    {
        if (value is UndefinedValue undefined)
        {
            throw undefined.Used(state);
        }

        if (!Numbers.TryInteger(value, out var number))
        {
            throw state.Error($"'{value.TypeName}' object cannot be interpreted as an integer");
        }

        return number >= -LargestBound && number <= LargestBound ? (long)number : throw state.Error("range() bound is too large");
    }

    private static DictValue Dict(RenderState state, CallArguments arguments)
    {
        var dict = new DictValue();
        foreach (var (key, value) in Pairs(state, arguments, "dict"))
        {
            dict.Set(state, key, value);
        }

        return dict;
    }

    private static NamespaceValue Namespace(RenderState state, CallArguments arguments)
    {
        state.Allocate(256);
        var space = new NamespaceValue();
        foreach (var (key, value) in Pairs(state, arguments, "namespace"))
        {
            state.Allocate(96);
            space.Attributes[PythonText.Str(state, key).Text] = value;
        }

        return space;
    }

    /// <summary>What <c>dict()</c> takes: a mapping or pairs, then keywords.</summary>
    private static IEnumerable<(Value Key, Value Value)> Pairs(RenderState state, CallArguments arguments, string function)
    {
        if (arguments.Positional.Count > 1)
        {
            throw state.Error($"{function} expected at most 1 argument, got {arguments.Positional.Count}");
        }

        if (arguments.Positional is [DictValue given])
        {
            foreach (var (key, value) in given.Entries)
            {
                yield return (key, value);
            }
        }
        else if (arguments.Positional is [var pairs])
        {
            foreach (var pair in state.Iterate(pairs))
            {
                yield return state.Collect(pair) is [var key, var value]
                    ? (key, value)
                    : throw state.Error($"{function}() needs pairs of a key and a value");
            }
        }

        foreach (var (name, value) in arguments.Keywords)
        {
            yield return (new StringValue(name), value);
        }
    }

    private static Value Raise(RenderState state, CallArguments arguments)
    {
        var message = arguments.Bind(state, "raise_exception", "message")[0] ?? throw state.Error("raise_exception() needs a message");
        throw new ChatTemplateException(PythonText.Str(state, message).Text, ChatTemplateErrorKind.Raised, state.Line);
    }

    private static StringValue Now(RenderState state, CallArguments arguments)
    {
        var format = StringMethods.Text(state, arguments.Bind(state, "strftime_now", "format")[0], "strftime_now");
        return new StringValue(TimeFormat.Format(state, state.Clock.GetLocalNow().DateTime, format.Text));
    }
}
