using System.Numerics;
using Demur.Models.ChatTemplates.Jinja.Builtins;
using Demur.Models.ChatTemplates.Jinja.Runtime;

namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>What lists and tuples share.</summary>
internal abstract class SequenceValue(IReadOnlyList<Value> elements) : Value
{
    public IReadOnlyList<Value> Elements { get; } = elements;

    public override bool IsTrue => Elements.Count > 0;

    public override bool IsSubscriptable => true;

    public override int? Length(RenderState state) => Elements.Count;

    public override IEnumerable<Value>? Iterate(RenderState state) => Elements;

    public override Value? Item(RenderState state, Value key)
    {
        if (!Numbers.TryInteger(key, out var number))
        {
            return null;
        }

        var index = number.Sign < 0 ? number + Elements.Count : number;
        return index.Sign < 0 || index >= Elements.Count ? null : Elements[(int)index];
    }

    public override Value? Attribute(RenderState state, string name) => SequenceMethods.Find(this, name);
}

/// <summary>Python's <c>list</c>.</summary>
internal sealed class ListValue(IReadOnlyList<Value> elements) : SequenceValue(elements)
{
    public override string TypeName => "list";
}

/// <summary>Python's <c>tuple</c>.</summary>
internal class TupleValue(IReadOnlyList<Value> elements) : SequenceValue(elements)
{
    public override string TypeName => "tuple";
}

/// <summary>One group of the <c>groupby</c> filter: a pair that also has names.</summary>
internal sealed class GroupValue(Value grouper, Value list) : TupleValue([grouper, list])
{
    public override Value? Attribute(RenderState state, string name) => name switch
    {
        "grouper" => Elements[0],
        "list" => Elements[1],
        _ => base.Attribute(state, name),
    };
}

/// <summary>Python's <c>range</c>; at most 100,000 long, as in Jinja's sandbox.</summary>
internal sealed class RangeValue(long start, long stop, long step) : Value
{
    public const int MaxLength = 100_000;

    public long Start { get; } = start;

    public long Stop { get; } = stop;

    public long Step { get; } = step;

    /// <summary>Gets how many numbers there are.</summary>
    public long Count
    {
        get
        {
            var distance = Step > 0 ? (BigInteger)Stop - Start : (BigInteger)Start - Stop;
            var size = BigInteger.Abs(Step);
            return distance.Sign <= 0 ? 0 : (long)BigInteger.Min((distance + size - 1) / size, long.MaxValue);
        }
    }

    public override string TypeName => "range";

    public override bool IsTrue => Count > 0;

    public override bool IsSubscriptable => true;

    public override int? Length(RenderState state) => (int)Count;

    public override IEnumerable<Value>? Iterate(RenderState state)
    {
        for (long i = 0; i < Count; i++)
        {
            yield return IntValue.Of(Start + (i * Step));
        }
    }

    public override Value? Item(RenderState state, Value key)
    {
        if (!Numbers.TryInteger(key, out var number))
        {
            return null;
        }

        var index = number.Sign < 0 ? number + Count : number;
        return index.Sign < 0 || index >= Count ? null : IntValue.Of(Start + ((long)index * Step));
    }

    public override Value? Attribute(RenderState state, string name) => name switch
    {
        "start" => IntValue.Of(Start),
        "stop" => IntValue.Of(Stop),
        "step" => IntValue.Of(Step),
        "count" or "index" => SequenceMethods.Find(new ListValue(state.Collect(this)), name),
        _ => null,
    };
}

/// <summary>A lazy sequence that can be walked once, as Jinja's <c>map</c> and <c>select</c> return it.</summary>
internal sealed class GeneratorValue(IEnumerable<Value> source) : Value
{
    private readonly IEnumerator<Value> _source = source.GetEnumerator();

    public override string TypeName => "generator";

    public override IEnumerable<Value>? Iterate(RenderState state)
    {
        while (_source.MoveNext())
        {
            yield return _source.Current;
        }
    }
}
