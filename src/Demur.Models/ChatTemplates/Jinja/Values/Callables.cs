using Demur.Models.ChatTemplates.Jinja.Runtime;

namespace Demur.Models.ChatTemplates.Jinja.Values;

/// <summary>Anything a template can call.</summary>
internal abstract class CallableValue : Value
{
    public abstract Value Call(RenderState state, CallArguments arguments);
}

/// <summary>A function of the environment, or a method bound to its value.</summary>
internal sealed class MethodValue(string name, Func<RenderState, CallArguments, Value> body) : CallableValue
{
    /// <summary>Gets the name, for messages.</summary>
    public string Name { get; } = name;

    public override string TypeName => "builtin_function_or_method";

    public override Value Call(RenderState state, CallArguments arguments) => body(state, arguments);
}

/// <summary>Jinja's <c>cycler</c>: hands its values out in turn.</summary>
internal sealed class CyclerValue(IReadOnlyList<Value> values) : Value
{
    private int _position;

    public override string TypeName => "jinja2.utils.Cycler";

    public override Value? Attribute(RenderState state, string name) => name switch
    {
        "current" => values[_position],
        "next" => new MethodValue(name, (_, _) => Next()),
        "reset" => new MethodValue(name, (_, _) => Reset()),
        _ => null,
    };

    private Value Next()
    {
        var value = values[_position];
        _position = (_position + 1) % values.Count;
        return value;
    }

    private NoneValue Reset()
    {
        _position = 0;
        return NoneValue.Instance;
    }
}

/// <summary>Jinja's <c>joiner</c>: empty at the first call, its separator from then on.</summary>
internal sealed class JoinerValue(Value separator) : CallableValue
{
    private bool _used;

    public override string TypeName => "jinja2.utils.Joiner";

    public override Value Call(RenderState state, CallArguments arguments)
    {
        Value result = _used ? separator : StringValue.Empty;
        _used = true;
        return result;
    }
}
