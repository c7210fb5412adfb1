using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Nodes;

/// <summary><c>owner.name</c>.</summary>
internal sealed class AttributeExpression(Expression owner, string name, int line) : Expression(line)
{
    protected override Value Compute(RenderState state, Scope scope) =>
        Lookup.Attribute(state, Operand(state, scope, owner), name);
}

/// <summary><c>owner[key]</c>.</summary>
internal sealed class ItemExpression(Expression owner, Expression key, int line) : Expression(line)
{
    protected override Value Compute(RenderState state, Scope scope)
    {
        var value = owner.Evaluate(state, scope);
        return Lookup.Item(state, value, Operand(state, scope, key));
    }
}

/// <summary><c>owner[start:stop:step]</c>.</summary>
internal sealed class SliceExpression(Expression owner, Expression?[] bounds, int line) : Expression(line)
{
    protected override Value Compute(RenderState state, Scope scope)
    {
        var value = owner.Evaluate(state, scope);
        var start = Bound(state, scope, 0);
        var stop = Bound(state, scope, 1);
        var step = Bound(state, scope, 2);
        state.Line = Line;
        return Slicing.Slice(state, value, start, stop, step);
    }

    private Value Bound(RenderState state, Scope scope, int at) => bounds[at]?.Evaluate(state, scope) ?? NoneValue.Instance;
}
