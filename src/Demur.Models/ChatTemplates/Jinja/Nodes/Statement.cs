using Demur.Models.ChatTemplates.Jinja.Runtime;

namespace Demur.Models.ChatTemplates.Jinja.Nodes;

/// <summary>How a statement ended.</summary>
internal enum Completion
{
    Normal,
    Break,
    Continue,
}

/// <summary>A part of a template that writes output or changes names.</summary>
internal abstract class Statement(int line)
{
    /// <summary>Gets the line it stands on.</summary>
    public int Line { get; } = line;

    /// <summary>Runs the statement, one level further down.</summary>
    public Completion Execute(RenderState state, Scope scope, TextBuffer output)
    {
        state.Enter();
        state.Line = Line;
        var completion = Run(state, scope, output);
        state.Leave();
        return completion;
    }

    protected abstract Completion Run(RenderState state, Scope scope, TextBuffer output);
}

/// <summary>Statements one after another.</summary>
internal sealed class Block(IReadOnlyList<Statement> statements)
{
    public Completion Execute(RenderState state, Scope scope, TextBuffer output)
    {
        foreach (var statement in statements)
        {
            var completion = statement.Execute(state, scope, output);
            if (completion != Completion.Normal)
            {
                return completion;
            }
        }

        return Completion.Normal;
    }
}
