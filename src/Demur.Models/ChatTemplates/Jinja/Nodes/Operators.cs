using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Nodes;

/// <summary>An arithmetic operator with two operands.</summary>
internal sealed class ArithmeticExpression(string operation, Expression left, Expression right, int line) : Expression(line)
{
    protected override Value Compute(RenderState state, Scope scope)
    {
        var first = left.Evaluate(state, scope);
        return Arithmetic.Apply(state, operation, first, Operand(state, scope, right));
    }
}

/// <summary><c>not</c>, <c>-</c> or <c>+</c> before an operand.</summary>
internal sealed class UnaryExpression(string operation, Expression operand, int line) : Expression(line)
{
    protected override Value Compute(RenderState state, Scope scope)
    {
        var value = Operand(state, scope, operand);
        return operation switch
        {
            "not" => BoolValue.Of(!value.IsTrue),
            "-" => Arithmetic.Negate(state, value),
            _ => Arithmetic.Plus(state, value),
        };
    }
}

/// <summary><c>and</c>, <c>or</c>: the value of one of the operands.</summary>
internal sealed class LogicalExpression(bool isAnd, Expression left, Expression right, int line) : Expression(line)
{
    protected override Value Compute(RenderState state, Scope scope)
    {
        var first = left.Evaluate(state, scope);
        return first.IsTrue == isAnd ? right.Evaluate(state, scope) : first;
    }
}

/// <summary><c>~</c>: the operands as text, joined.</summary>
internal sealed class ConcatExpression(IReadOnlyList<Expression> parts, int line) : Expression(line)
{
    protected override Value Compute(RenderState state, Scope scope)
    {
        var buffer = new TextBuffer(state);
        foreach (var part in parts)
        {
            buffer.Append(PythonText.Str(state, Operand(state, scope, part)));
        }

        return buffer.ToValue();
    }
}

/// <summary>A chain of comparisons: all must hold, and each operand is computed once.</summary>
internal sealed class CompareExpression(Expression first, IReadOnlyList<(string Operation, Expression Operand)> rest, int line)
    : Expression(line)
{
    protected override Value Compute(RenderState state, Scope scope)
    {
        var left = Operand(state, scope, first);
        foreach (var (operation, operand) in rest)
        {
            var right = Operand(state, scope, operand);
            if (!Holds(state, operation, left, right))
            {
                return BoolValue.False;
            }

            left = right;
        }

        return BoolValue.True;
    }

    private static bool Holds(RenderState state, string operation, Value left, Value right) => operation switch
    {
        "==" => Comparison.Equal(state, left, right),
        "!=" => !Comparison.Equal(state, left, right),
        "in" => Comparison.Contains(state, right, left),
        "not in" => !Comparison.Contains(state, right, left),
        "<" => Comparison.Order(state, left, right, operation) < 0,
        "<=" => Comparison.Order(state, left, right, operation) <= 0,
        ">" => Comparison.Order(state, left, right, operation) > 0,
        _ => Comparison.Order(state, left, right, operation) >= 0,
    };
}

/// <summary><c>a if test else b</c>.</summary>
internal sealed class ConditionalExpression(Expression test, Expression whenTrue, Expression? whenFalse, int line) : Expression(line)
{
    protected override Value Compute(RenderState state, Scope scope)
    {
        if (test.Evaluate(state, scope).IsTrue)
        {
            return whenTrue.Evaluate(state, scope);
        }

        return whenFalse?.Evaluate(state, scope)
            ?? new UndefinedValue($"the inline if-expression on line {Line} evaluated to false and no else section was defined.");
    }
}
