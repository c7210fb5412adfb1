using Demur.Models.ChatTemplates.Jinja.Builtins;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Nodes;

/// <summary>The arguments as the template writes them.</summary>
internal sealed record ArgumentList(
    IReadOnlyList<Expression> Positional,
    IReadOnlyList<KeyValuePair<string, Expression>> Keywords,
    Expression? Spread,
    Expression? KeywordSpread)
{
    public static readonly ArgumentList Empty = new([], [], null, null);

    /// <summary>Computes the arguments; <paramref name="caller"/> is the body of a call block.</summary>
    public CallArguments Evaluate(RenderState state, Scope scope, Value? caller = null)
    {
        if (Positional.Count + Keywords.Count == 0 && Spread is null && KeywordSpread is null && caller is null)
        {
            return CallArguments.None;
        }

        state.Allocate(48L * (Positional.Count + Keywords.Count + 1));
        var positional = new List<Value>(Positional.Count);
        foreach (var argument in Positional)
        {
            positional.Add(argument.Evaluate(state, scope));
        }

        var keywords = new List<KeyValuePair<string, Value>>(Keywords.Count);
        foreach (var (name, argument) in Keywords)
        {
            keywords.Add(new KeyValuePair<string, Value>(name, argument.Evaluate(state, scope)));
        }

        if (caller is not null)
        {
            keywords.Add(new KeyValuePair<string, Value>("caller", caller));
        }

        AddSpread(state, scope, positional, keywords);
        return new CallArguments(positional, keywords);
    }

    private void AddSpread(RenderState state, Scope scope, List<Value> positional, List<KeyValuePair<string, Value>> keywords)
    {
        if (Spread is not null)
        {
            positional.AddRange(state.Collect(Spread.Evaluate(state, scope)));
        }

        if (KeywordSpread is null)
        {
            return;
        }

        var given = KeywordSpread.Evaluate(state, scope);
        var dict = given as DictValue ?? throw state.Error($"argument after ** must be a mapping, not {given.TypeName}");
        foreach (var (key, value) in dict.Entries)
        {
            state.Step();
            state.Allocate(48);
            string name = (key as StringValue ?? throw state.Error("keywords must be strings")).Text;
            keywords.Add(new KeyValuePair<string, Value>(name, value));
        }
    }
}

/// <summary>A call.</summary>
internal sealed class CallExpression(Expression callee, ArgumentList arguments, int line) : Expression(line)
{
    protected override Value Compute(RenderState state, Scope scope) => Call(state, scope, caller: null);

    /// <summary>Calls, handing over the body of a call block.</summary>
    public Value Call(RenderState state, Scope scope, Value? caller)
    {
        var target = callee.Evaluate(state, scope);
        var given = arguments.Evaluate(state, scope, caller);
        state.Line = Line;
        return target switch
        {
            CallableValue callable => callable.Call(state, given),
            UndefinedValue undefined => throw undefined.Used(state),
            _ => throw state.Error($"'{target.TypeName}' object is not callable"),
        };
    }
}

/// <summary>One filter with its arguments, without what it is applied to.</summary>
internal sealed class FilterCall(string name, ArgumentList arguments, int line)
{
    // Looked up once: filters do not change between renderings. Unknown ones fail when they are reached.
    private readonly FilterBody? _body = Filters.Find(name);

    public Value Apply(RenderState state, Scope scope, Value input)
    {
        var given = arguments.Evaluate(state, scope);
        state.Line = line;
        return _body is null ? throw state.Error($"No filter named '{name}' found.") : _body(state, input, given);
    }
}

/// <summary><c>input|filter(...)</c>.</summary>
internal sealed class FilterExpression(Expression input, FilterCall filter, int line) : Expression(line)
{
    protected override Value Compute(RenderState state, Scope scope) =>
        filter.Apply(state, scope, Operand(state, scope, input));
}

/// <summary><c>input is test(...)</c>.</summary>
internal sealed class TestExpression(Expression input, string name, ArgumentList arguments, int line) : Expression(line)
{
    private readonly TestBody? _body = Tests.Find(name);

    protected override Value Compute(RenderState state, Scope scope)
    {
        var value = input.Evaluate(state, scope);
        var given = arguments.Evaluate(state, scope);
        state.Line = Line;
        return BoolValue.Of(_body is null ? throw state.Error($"No test named '{name}' found.") : _body(state, value, given));
    }
}
