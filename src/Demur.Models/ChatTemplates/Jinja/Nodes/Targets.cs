using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Nodes;

/// <summary>What can stand left of an assignment.</summary>
internal abstract class Target(int line)
{
    public int Line { get; } = line;

    public abstract void Assign(RenderState state, Scope scope, Value value);
}

/// <summary>A name.</summary>
internal sealed class NameTarget(string name, int line) : Target(line)
{
    public override void Assign(RenderState state, Scope scope, Value value) => scope.Set(name, value);
}

/// <summary>An attribute of a namespace.</summary>
internal sealed class NamespaceTarget(string name, string attribute, int line) : Target(line)
{
    public override void Assign(RenderState state, Scope scope, Value value)
    {
        if (scope.Find(state, name) is not NamespaceValue space)
        {
            state.Line = Line;
            throw state.Error("cannot assign attribute on non-namespace object");
        }

        state.Allocate(96);
        space.Attributes[attribute] = value;
    }
}

/// <summary>Several targets that share out a sequence.</summary>
internal sealed class TupleTarget(IReadOnlyList<Target> targets, int line) : Target(line)
{
    public override void Assign(RenderState state, Scope scope, Value value)
    {
        if (value.Iterate(state) is not { } elements)
        {
            state.Line = Line;
            throw state.Error($"cannot unpack non-iterable {value.TypeName} object");
        }

        var values = state.Collect(elements.Take(targets.Count + 1));
        if (values.Count != targets.Count)
        {
            state.Line = Line;
            throw state.Error(values.Count > targets.Count
                ? $"too many values to unpack (expected {targets.Count})"
                : $"not enough values to unpack (expected {targets.Count}, got {values.Count})");
        }

        for (int i = 0; i < values.Count; i++)
        {
            targets[i].Assign(state, scope, values[i]);
        }
    }
}

/// <summary><c>{% set target = value %}</c>.</summary>
internal sealed class SetStatement(Target target, Expression value, int line) : Statement(line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output)
    {
        target.Assign(state, scope, value.Evaluate(state, scope));
        return Completion.Normal;
    }
}

/// <summary><c>{% set target %}...{% endset %}</c>: the text of the body, filtered.</summary>
internal sealed class SetBlockStatement(Target target, IReadOnlyList<FilterCall> filters, Block body, int line) : Statement(line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output)
    {
        var buffer = new TextBuffer(state);
        var inner = new Scope(scope);
        var completion = body.Execute(state, inner, buffer);
        if (completion != Completion.Normal)
        {
            return completion;
        }

        Value value = buffer.ToValue();
        foreach (var filter in filters)
        {
            value = filter.Apply(state, inner, value);
        }

        target.Assign(state, scope, value);
        return Completion.Normal;
    }
}
