using Demur.Models.ChatTemplates.Jinja.Lexing;
using Demur.Models.ChatTemplates.Jinja.Nodes;

namespace Demur.Models.ChatTemplates.Jinja.Parsing;

/// <summary>Reads the arguments of calls, filters and tests.</summary>
internal sealed class ArgumentParser(ParserContext context, ExpressionParser expressions)
{
    /// <summary>The arguments from the opening parenthesis to the closing one.</summary>
    public ArgumentList Parse()
    {
        int line = context.Next().Line;
        var positional = new List<Expression>();
        var keywords = new List<KeyValuePair<string, Expression>>();
        Expression? spread = null, keywordSpread = null;
        while (context.Current.Kind != TokenKind.RightParenthesis)
        {
            bool isSpread = context.Current.Kind == TokenKind.Multiply;
            bool isKeywordSpread = context.Current.Kind == TokenKind.Power;
            bool isKeyword = context.Current.Kind == TokenKind.Name && context.Following.Kind == TokenKind.Assign;
            bool inOrder = keywordSpread is null && (isKeyword || isKeywordSpread || (spread is null && (isSpread || keywords.Count == 0)));
            if (!inOrder)
            {
                throw context.Error("invalid syntax for function call expression", line);
            }

            if (isSpread || isKeywordSpread)
            {
                context.Next();
                (spread, keywordSpread) = isSpread ? (expressions.Parse(), keywordSpread) : (spread, expressions.Parse());
            }
            else if (isKeyword)
            {
                string name = context.Next().Text;
                context.Next();
                keywords.Add(new KeyValuePair<string, Expression>(name, expressions.Parse()));
            }
            else
            {
                positional.Add(expressions.Parse());
            }

            if (!context.SkipIf(TokenKind.Comma))
            {
                break;
            }
        }

        context.Expect(TokenKind.RightParenthesis, ")");
        return new ArgumentList(positional, keywords, spread, keywordSpread);
    }
}
