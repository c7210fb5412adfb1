using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Nodes;

/// <summary>A value written in the template.</summary>
internal sealed class ConstantExpression(Value value, int line) : Expression(line)
{
    protected override Value Compute(RenderState state, Scope scope) => value;
}

/// <summary>A name.</summary>
internal sealed class NameExpression(string name, int line) : Expression(line)
{
    public string Name { get; } = name;

    protected override Value Compute(RenderState state, Scope scope) => scope.Find(state, Name) ?? UndefinedValue.Name(Name);
}

/// <summary>A list or tuple written in the template.</summary>
internal sealed class SequenceExpression(IReadOnlyList<Expression> elements, bool isTuple, int line) : Expression(line)
{
    public IReadOnlyList<Expression> Elements { get; } = elements;

    public bool IsTuple { get; } = isTuple;

    protected override Value Compute(RenderState state, Scope scope)
    {
        state.Allocate(48L * Elements.Count);
        var values = new Value[Elements.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Elements[i].Evaluate(state, scope);
        }

        return IsTuple ? new TupleValue(values) : new ListValue(values);
    }
}

/// <summary>A dictionary written in the template.</summary>
internal sealed class DictExpression(IReadOnlyList<(Expression Key, Expression Value)> entries, int line) : Expression(line)
{
    protected override Value Compute(RenderState state, Scope scope)
    {
        state.Allocate(256);
        var dict = new DictValue();
        foreach (var (key, value) in entries)
        {
            var name = Operand(state, scope, key);
            dict.Set(state, name, Operand(state, scope, value));
        }

        return dict;
    }
}
