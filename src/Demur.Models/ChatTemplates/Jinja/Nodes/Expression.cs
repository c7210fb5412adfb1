using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Nodes;

/// <summary>A part of a template that has a value.</summary>
internal abstract class Expression(int line)
{
    /// <summary>Gets the line it stands on.</summary>
    public int Line { get; } = line;

    /// <summary>Computes the value, one level further down.</summary>
    public Value Evaluate(RenderState state, Scope scope)
    {
        state.Enter();
        state.Line = Line;
        var value = Compute(state, scope);
        state.Leave();
        return value;
    }

    protected abstract Value Compute(RenderState state, Scope scope);

    /// <summary>Computes an operand and comes back to this node's line.</summary>
    protected Value Operand(RenderState state, Scope scope, Expression operand)
    {
        var value = operand.Evaluate(state, scope);
        state.Line = Line;
        return value;
    }
}
