using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Nodes;

/// <summary>A macro as the template defines it.</summary>
internal sealed record MacroDefinition(string Name, IReadOnlyList<MacroParameter> Parameters, Block Body, MacroUses Uses, int Line);

/// <summary>A parameter with its default.</summary>
internal sealed record MacroParameter(string Name, Expression? Default);

/// <summary>Which of the special names a macro's body mentions; it accepts only those.</summary>
[Flags]
internal enum MacroUses
{
    None = 0,
    Caller = 1,
    Keywords = 2,
    Positional = 4,
}

/// <summary><c>{% macro %}</c>: gives the macro its name.</summary>
internal sealed class MacroStatement(MacroDefinition definition) : Statement(definition.Line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output)
    {
        state.Allocate(512);
        scope.Set(definition.Name, new MacroValue(definition, scope));
        return Completion.Normal;
    }
}

/// <summary><c>{% call %}</c>: calls a macro and hands it the body as <c>caller</c>.</summary>
internal sealed class CallStatement(MacroDefinition body, CallExpression call, int line) : Statement(line)
{
    protected override Completion Run(RenderState state, Scope scope, TextBuffer output)
    {
        var result = call.Call(state, scope, new MacroValue(body, scope));
        output.Append(PythonText.Str(state, result));
        return Completion.Normal;
    }
}
