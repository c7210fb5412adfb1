using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Nodes;

/// <summary><c>{% if %}</c> with its branches; the last may have no test.</summary>
internal sealed class IfStatement(IReadOnlyList<(Expression? Test, Block Body)> branches, int line) : Statement(line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output)
    {
        foreach (var (test, body) in branches)
        {
            if (test is null || test.Evaluate(state, scope).IsTrue)
            {
                return body.Execute(state, scope, output);
            }
        }

        return Completion.Normal;
    }
}

/// <summary><c>{% break %}</c> and <c>{% continue %}</c>.</summary>
internal sealed class LoopControlStatement(Completion completion, int line) : Statement(line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output) => completion;
}

/// <summary><c>{% with %}</c>: names that live until its end. Also <c>{% autoescape false %}</c>, which has none.</summary>
internal sealed class WithStatement(IReadOnlyList<(Target Target, Expression Value)> bindings, Block body, int line) : Statement(line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output)
    {
        var inner = new Scope(scope);
        foreach (var (target, value) in bindings)
        {
            target.Assign(state, inner, value.Evaluate(state, scope));
        }

        return body.Execute(state, inner, output);
    }
}

/// <summary>What a <c>for</c> tag says.</summary>
internal sealed record ForHeader(Target Target, Expression Source, Expression? Test, bool IsRecursive);

/// <summary><c>{% for %}</c>.</summary>
internal sealed class ForStatement(ForHeader header, Block body, Block? otherwise, int line) : Statement(line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output)
    {
        var source = header.Source.Evaluate(state, scope);
        state.Line = Line;
        Loop(state, scope, output, new Pass(source, 0));
        return Completion.Normal;
    }

    private void Loop(RenderState state, Scope scope, TextBuffer output, Pass pass)
    {
        var elements = state.Iterate(pass.Source);
        int? length = header.Test is null ? pass.Source.Length(state) : null;
        var loop = new LoopValue(header.Test is null ? elements : Filter(state, scope, elements), length, pass.Depth)
        {
            Recurse = header.IsRecursive ? (inner, value, depth) => Recurse(inner, scope, new Pass(value, depth)) : null,
        };

        // As in the reference: a turn counts only once it has run to its end.
        bool completed = false;
        while (loop.MoveNext(out var element))
        {
            state.Step();
            state.Line = Line;
            var inner = new Scope(scope);
            inner.Set("loop", loop);
            header.Target.Assign(state, inner, element);
            var completion = body.Execute(state, inner, output);
            if (completion == Completion.Break)
            {
                break;
            }

            completed |= completion == Completion.Normal;
        }

        if (!completed)
        {
            otherwise?.Execute(state, new Scope(scope), output);
        }
    }

    private IEnumerable<Value> Filter(RenderState state, Scope scope, IEnumerable<Value> elements)
    {
        foreach (var element in elements)
        {
            state.Step();
            var inner = new Scope(scope);
            header.Target.Assign(state, inner, element);
            if (header.Test!.Evaluate(state, inner).IsTrue)
            {
                yield return element;
            }
        }
    }

    private StringValue Recurse(RenderState state, Scope scope, Pass pass)
    {
        state.Enter();
        var buffer = new TextBuffer(state);
        Loop(state, scope, buffer, pass);
        state.Leave();
        return buffer.ToValue();
    }

    private readonly record struct Pass(Value Source, int Depth);
}
