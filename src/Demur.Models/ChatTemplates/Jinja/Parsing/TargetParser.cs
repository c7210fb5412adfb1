using Demur.Models.ChatTemplates.Jinja.Lexing;
using Demur.Models.ChatTemplates.Jinja.Nodes;

namespace Demur.Models.ChatTemplates.Jinja.Parsing;

/// <summary>Reads what stands left of an assignment.</summary>
internal sealed class TargetParser(ParserContext context)
{
    /// <summary>One target, or several with commas between them.</summary>
    public Target Parse(bool withNamespace = false, string? endName = null)
    {
        int line = context.Current.Line;
        var targets = new List<Target>();
        bool isTuple = false;
        while (!IsEnd(endName))
        {
            targets.Add(One(withNamespace));
            if (!context.SkipIf(TokenKind.Comma))
            {
                break;
            }

            isTuple = true;
        }

        if (targets.Count == 0)
        {
            throw context.Error($"Expected a name to assign to, got '{context.Current.Describe()}'");
        }

        return isTuple ? new TupleTarget(targets, line) : targets[0];
    }

    /// <summary>A plain name.</summary>
    public string Name()
    {
        var token = context.Expect(TokenKind.Name, "name");
        return Allowed(token);
    }

    private bool IsEnd(string? endName) =>
        context.Current.Kind is TokenKind.BlockEnd or TokenKind.RightParenthesis or TokenKind.Assign
        || (endName is not null && context.Current.IsName(endName));

    private Target One(bool withNamespace)
    {
        context.Enter();
        var token = context.Current;
        Target target;
        if (context.SkipIf(TokenKind.LeftParenthesis))
        {
            target = Parse();
            context.Expect(TokenKind.RightParenthesis, ")");
        }
        else
        {
            context.Expect(TokenKind.Name, "name");
            target = withNamespace && context.SkipIf(TokenKind.Dot)
                ? new NamespaceTarget(token.Text, context.Expect(TokenKind.Name, "name").Text, token.Line)
                : new NameTarget(Allowed(token), token.Line);
        }

        context.Leave();
        return target;
    }

    private string Allowed(Token token)
    {
        if (token.Text is "true" or "True" or "false" or "False" or "none" or "None")
        {
            throw context.Error($"can't assign to '{token.Text}'", token.Line);
        }

        return token.Text == "loop" && context.LoopsInAll > 0
            ? throw context.Error("Can't assign to special loop variable in for-loop target", token.Line)
            : token.Text;
    }
}
