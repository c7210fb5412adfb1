using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Builtins;

/// <summary>Filters that take a sequence as a whole.</summary>
internal static class SequenceFilters
{
    public static readonly IReadOnlyDictionary<string, FilterBody> Table = new Dictionary<string, FilterBody>
    {
        ["attr"] = Attribute,
        ["batch"] = Batch,
        ["d"] = Default,
        ["default"] = Default,
        ["dictsort"] = DictSort,
        ["first"] = (state, input, _) => state.Iterate(input).FirstOrDefault() ?? new UndefinedValue("No first item, sequence was empty."),
        ["groupby"] = GroupBy,
        ["items"] = Items,
        ["join"] = Join,
        ["last"] = (state, input, _) => Last(state, input),
        ["list"] = (state, input, _) => new ListValue(state.Collect(input)),
        ["max"] = (state, input, arguments) => Extreme(state, input, arguments, "max"),
        ["min"] = (state, input, arguments) => Extreme(state, input, arguments, "min"),
        ["reverse"] = (state, input, _) => Reverse(state, input),
        ["slice"] = Slice,
        ["sort"] = Sort,
        ["sum"] = Sum,
        ["unique"] = Unique,
    };

    private static Value Attribute(RenderState state, Value input, CallArguments arguments)
    {
        var name = PythonText.Str(state, arguments.Required(state, "attr", 0));
        return input.Attribute(state, name.Text) ?? UndefinedValue.Missing(state, input, name);
    }

    private static GeneratorValue Batch(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "batch", "linecount", "fill_with");
        int size = Numbers.ToInt(state, bound[0] ?? throw state.Error("batch() is missing a required argument"));
        return new GeneratorValue(Batches());

        IEnumerable<Value> Batches()
        {
            var batch = new List<Value>();
            foreach (var value in state.Iterate(input))
            {
                if (batch.Count == size)
                {
                    yield return new ListValue(batch);
                    batch = [];
                }

                state.Allocate(48);
                batch.Add(value);
            }

            if (batch.Count > 0)
            {
                int missing = bound[1] is null or NoneValue ? 0 : Math.Max(0, size - batch.Count);
                batch.AddRange(state.Collect(Enumerable.Repeat(bound[1] ?? NoneValue.Instance, missing)));
                yield return new ListValue(batch);
            }
        }
    }

    private static Value Default(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "default", "default_value", "boolean");
        bool falsy = bound[1]?.IsTrue ?? false;
        return input is UndefinedValue || (falsy && !input.IsTrue) ? bound[0] ?? StringValue.Empty : input;
    }

    private static ListValue DictSort(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "dictsort", "case_sensitive", "by", "reverse");
        if (input is UndefinedValue undefined)
        {
            throw undefined.Used(state);
        }

        var dict = input as DictValue ?? throw state.Error($"dictsort needs a mapping, not {input.TypeName}");
        string by = bound[1] is null ? "key" : PythonText.Str(state, bound[1]!).Text;
        int position = by switch
        {
            "key" => 0,
            "value" => 1,
            _ => throw state.Error("You can only sort by either \"key\" or \"value\""),
        };
        bool sensitive = bound[0]?.IsTrue ?? false;
        var pairs = DictMethods.Items(state, dict).Elements;
        return new ListValue(Sorting.Stable(
            state, pairs, pair => SortKeys.Fold(state, ((TupleValue)pair).Elements[position], sensitive), SortKeys.Order(state), bound[2]?.IsTrue ?? false));
    }

    private static ListValue GroupBy(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "groupby", "attribute", "default", "case_sensitive");
        var path = bound[0] ?? throw state.Error("groupby() is missing a required argument");
        bool sensitive = bound[2]?.IsTrue ?? false;
        Value Key(Value value) => SortKeys.Fold(state, Lookup.Path(state, value, path, bound[1]), sensitive);

        var groups = new List<Value>();
        var current = new List<Value>();
        Value? currentKey = null;
        foreach (var value in Sorting.Stable(state, state.Collect(input), Key, SortKeys.Order(state), reverse: false))
        {
            var key = Key(value);
            if (currentKey is not null && !Comparison.Equal(state, key, currentKey))
            {
                groups.Add(Group(current));
                current = [];
            }

            currentKey = key;
            current.Add(value);
        }

        if (current.Count > 0)
        {
            groups.Add(Group(current));
        }

        return new ListValue(groups);

        // The name of a group is the first element's own, not the folded one.
        GroupValue Group(List<Value> values) => new(Lookup.Path(state, values[0], path, bound[1]), new ListValue(values));
    }

    private static GeneratorValue Items(RenderState state, Value input, CallArguments arguments)
    {
        return new GeneratorValue(Pairs());

        IEnumerable<Value> Pairs()
        {
            var pairs = input switch
            {
                UndefinedValue => [],
                DictValue dict => DictMethods.Items(state, dict).Elements,
                _ => throw state.Error("Can only get item pairs from a mapping."),
            };
            foreach (var pair in pairs)
            {
                yield return pair;
            }
        }
    }

    private static StringValue Join(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "join", "d", "attribute");
        var separator = bound[0] is null ? StringValue.Empty : PythonText.Str(state, bound[0]!);
        var buffer = new TextBuffer(state);
        bool first = true;
        foreach (var value in state.Iterate(input))
        {
            buffer.Append(first ? StringValue.Empty : separator).Append(PythonText.Str(state, Lookup.Path(state, value, bound[1])));
            first = false;
        }

        return buffer.ToValue();
    }

    private static Value Last(RenderState state, Value input)
    {
        if (input is GeneratorValue)
        {
            throw state.Error("'generator' object is not reversible");
        }

        return input is SequenceValue { Elements: [.., var last] }
            ? last
            : state.Iterate(input).LastOrDefault() ?? new UndefinedValue("No last item, sequence was empty.");
    }

    private static Value Extreme(RenderState state, Value input, CallArguments arguments, string which)
    {
        var bound = arguments.Bind(state, which, "case_sensitive", "attribute");
        bool sensitive = bound[0]?.IsTrue ?? false;
        Value? best = null, bestKey = null;
        foreach (var value in state.Iterate(input))
        {
            state.Step();
            var key = SortKeys.Fold(state, Lookup.Path(state, value, bound[1]), sensitive);
            int order = bestKey is null ? 0 : Comparison.Order(state, key, bestKey, which == "max" ? ">" : "<");
            if (bestKey is null || (which == "max" ? order > 0 : order < 0))
            {
                (best, bestKey) = (value, key);
            }
        }

        return best ?? new UndefinedValue("No aggregated item, sequence was empty.");
    }

    private static Value Reverse(RenderState state, Value input)
    {
        if (input is StringValue text)
        {
            return Slicing.Slice(state, text, NoneValue.Instance, NoneValue.Instance, IntValue.Of(-1));
        }

        var elements = state.Collect(input);
        elements.Reverse();
        return input is GeneratorValue ? new ListValue(elements) : new GeneratorValue(elements);
    }

    private static GeneratorValue Slice(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "slice", "slices", "fill_with");
        int slices = Numbers.ToInt(state, bound[0] ?? throw state.Error("slice() is missing a required argument"));
        return new GeneratorValue(Slices());

        IEnumerable<Value> Slices()
        {
            var elements = state.Collect(input);
            if (slices == 0)
            {
                throw state.Error("integer division or modulo by zero");
            }

            int size = elements.Count / slices, extra = elements.Count % slices, start = 0;
            for (int i = 0; i < slices; i++)
            {
                state.Step();
                int end = start + size + (i < extra ? 1 : 0);
                var part = state.Collect(elements.Skip(start).Take(end - start));
                if (bound[1] is not (null or NoneValue) && i >= extra)
                {
                    part.Add(bound[1]!);
                }

                yield return new ListValue(part);
                start = end;
            }
        }
    }

    private static ListValue Sort(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "sort", "reverse", "case_sensitive", "attribute");
        bool sensitive = bound[1]?.IsTrue ?? false;
        Value[] paths = bound[2] is StringValue names
            ? [.. names.Text.Split(',').Select(Value (name) => new StringValue(name))]
            : [bound[2] ?? NoneValue.Instance];
        return new ListValue(Sorting.Stable(state, state.Collect(input), Key, SortKeys.Order(state), bound[0]?.IsTrue ?? false));

        Value Key(Value value) => new ListValue(state.Collect(paths.Select(path => SortKeys.Fold(state, Lookup.Path(state, value, path), sensitive))));
    }

    private static Value Sum(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "sum", "attribute", "start");
        var total = bound[1] ?? IntValue.Of(0);
        if (total is StringValue)
        {
            throw state.Error("sum() can't sum strings [use ''.join(seq) instead]");
        }

        foreach (var value in state.Iterate(input))
        {
            state.Step();
            total = Arithmetic.Apply(state, "+", total, Lookup.Path(state, value, bound[0]));
        }

        return total;
    }

    private static GeneratorValue Unique(RenderState state, Value input, CallArguments arguments)
    {
        var bound = arguments.Bind(state, "unique", "case_sensitive", "attribute");
        bool sensitive = bound[0]?.IsTrue ?? false;
        return new GeneratorValue(Distinct());

        IEnumerable<Value> Distinct()
        {
            var seen = new HashSet<DictKey>();
            foreach (var value in state.Iterate(input))
            {
                state.Step();
                state.Allocate(96);
                var key = SortKeys.Fold(state, Lookup.Path(state, value, bound[1]), sensitive);
                if (seen.Add(DictKey.Of(state, key) ?? throw state.Error($"unhashable type: '{key.TypeName}'")))
                {
                    yield return value;
                }
            }
        }
    }
}
