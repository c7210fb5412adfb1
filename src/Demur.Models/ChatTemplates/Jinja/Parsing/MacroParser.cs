using Demur.Models.ChatTemplates.Jinja.Lexing;
using Demur.Models.ChatTemplates.Jinja.Nodes;

namespace Demur.Models.ChatTemplates.Jinja.Parsing;

/// <summary>Reads macros and call blocks.</summary>
internal sealed class MacroParser(ParserContext context, ExpressionParser expressions, StatementParser statements)
{
    private readonly TargetParser _targets = new(context);

    public MacroStatement Macro(int line)
    {
        context.Next();
        string name = _targets.Name();
        var parameters = Signature();
        return new MacroStatement(Definition(name, parameters, "endmacro", line));
    }

    public CallStatement Call(int line)
    {
        context.Next();
        IReadOnlyList<MacroParameter> parameters = context.Current.Kind == TokenKind.LeftParenthesis ? Signature() : [];
        var call = expressions.Parse() as CallExpression ?? throw context.Error("expected call", line);
        return new CallStatement(Definition("caller", parameters, "endcall", line), call, line);
    }

    /// <summary>A body that is a function of its own in the reference, so a loop around it cannot be left from inside.</summary>
    public Block Isolated(string end)
    {
        int loops = context.Loops;
        context.Loops = 0;
        var body = statements.BodyTo(end);
        context.Loops = loops;
        return body;
    }

    private MacroDefinition Definition(string name, IReadOnlyList<MacroParameter> parameters, string end, int line)
    {
        context.OpenMacro();
        var body = Isolated(end);
        return new MacroDefinition(name, parameters, body, context.CloseMacro(), line);
    }

    private List<MacroParameter> Signature()
    {
        var parameters = new List<MacroParameter>();
        context.Expect(TokenKind.LeftParenthesis, "(");
        while (context.Current.Kind != TokenKind.RightParenthesis)
        {
            if (parameters.Count > 0)
            {
                context.Expect(TokenKind.Comma, ",");
            }

            string name = _targets.Name();
            var value = context.SkipIf(TokenKind.Assign) ? expressions.Parse() : null;
            if (value is null && parameters.Count > 0 && parameters[^1].Default is not null)
            {
                throw context.Error("non-default argument follows default argument");
            }

            parameters.Add(new MacroParameter(name, value));
        }

        context.Expect(TokenKind.RightParenthesis, ")");
        return parameters;
    }
}
