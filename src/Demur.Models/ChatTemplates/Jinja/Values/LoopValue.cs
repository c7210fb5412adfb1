using Demur.Models.ChatTemplates.Jinja.Runtime;

namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>The <c>loop</c> variable. Looks ahead only when asked, so a loop's filter sees what earlier turns did.</summary>
internal sealed class LoopValue(IEnumerable<Value> source, int? knownLength, int depth0) : CallableValue
{
    private IEnumerator<Value> _source = source.GetEnumerator();
    private Value? _ahead;
    private Value? _before;
    private Value? _current;
    private IReadOnlyList<Value>? _lastChanged;
    private int? _length = knownLength;
    private int _index0 = -1;

    /// <summary>Gets the number of the current turn, from 1.</summary>
    public int Index => _index0 + 1;

    /// <summary>Gets what calling the variable does, in a recursive loop.</summary>
    public Func<RenderState, Value, int, Value>? Recurse { get; init; }

    public override string TypeName => "jinja2.runtime.LoopContext";

    public override int? Length(RenderState state) => Measure(state);

    /// <summary>Moves to the next element.</summary>
    public bool MoveNext(out Value current)
    {
        current = NoneValue.Instance;
        if (Peek() is not { } next)
        {
            return false;
        }

        _ahead = null;
        _index0++;
        _before = _current;
        _current = current = next;
        return true;
    }

    public override Value Call(RenderState state, CallArguments arguments)
    {
        if (Recurse is null)
        {
            throw state.Error("The loop must have the 'recursive' marker to be called recursively.");
        }

        return Recurse(state, arguments.Required(state, "loop", 0), depth0 + 1);
    }

    public override Value? Attribute(RenderState state, string name) => name switch
    {
        "index" => IntValue.Of(Index),
        "index0" => IntValue.Of(_index0),
        "first" => BoolValue.Of(_index0 == 0),
        "last" => BoolValue.Of(Peek() is null),
        "length" => IntValue.Of(Measure(state)),
        "revindex" => IntValue.Of(Measure(state) - _index0),
        "revindex0" => IntValue.Of(Measure(state) - _index0 - 1),
        "depth" => IntValue.Of(depth0 + 1),
        "depth0" => IntValue.Of(depth0),
        "previtem" => _before ?? new UndefinedValue("there is no previous item"),
        "nextitem" => Peek() ?? new UndefinedValue("there is no next item"),
        "cycle" => new MethodValue(name, Cycle),
        "changed" => new MethodValue(name, Changed),
        _ => null,
    };

    private Value? Peek() => _ahead ??= _source.MoveNext() ? _source.Current : null;

    private int Measure(RenderState state)
    {
        if (_length is null)
        {
            var rest = state.Collect(Remaining());
            _source = rest.GetEnumerator();
            _length = rest.Count + _index0 + 1 + (_ahead is null ? 0 : 1);
        }

        return _length.Value;
    }

    private IEnumerable<Value> Remaining()
    {
        while (_source.MoveNext())
        {
            yield return _source.Current;
        }
    }

    private Value Cycle(RenderState state, CallArguments arguments) => arguments.Positional.Count == 0
        ? throw state.Error("no items for cycling given")
        : arguments.Positional[_index0 % arguments.Positional.Count];

    private BoolValue Changed(RenderState state, CallArguments arguments)
    {
        bool same = _lastChanged is not null && Comparison.SequencesEqual(state, _lastChanged, arguments.Positional);
        _lastChanged = arguments.Positional;
        return BoolValue.Of(!same);
    }
}
