using System.Globalization;
using System.Text;
using Demur.Models.ChatTemplates.Jinja.Lexing;
using Demur.Models.ChatTemplates.Jinja.Nodes;
using Demur.Models.ChatTemplates.Jinja.Runtime;
using Demur.Models.ChatTemplates.Jinja.Values;

namespace Demur.Models.ChatTemplates.Jinja.Parsing;

/// <summary>Reads names and literals and what follows them: subscripts, calls, filters and tests.</summary>
internal sealed class PrimaryParser(ParserContext context, ExpressionParser expressions)
{
    private readonly ArgumentParser _arguments = new(context, expressions);

    /// <summary>A name, a literal or something in parentheses.</summary>
    public Expression Parse()
    {
        var token = context.Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                context.Next();
                return Name(token);
            case TokenKind.String:
                return String();
            case TokenKind.Integer:
                context.Next();
                return new ConstantExpression(Integer(token), token.Line);
            case TokenKind.Float:
                context.Next();
                return new ConstantExpression(new FloatValue(double.Parse(token.Text, CultureInfo.InvariantCulture)), token.Line);
            case TokenKind.LeftParenthesis:
                context.Next();
                var inner = expressions.ParseTuple(mayBeEmpty: true);
                context.Expect(TokenKind.RightParenthesis, ")");
                return inner;
            case TokenKind.LeftBracket:
                return List();
            case TokenKind.LeftBrace:
                return Dict();
            default:
                throw context.Error($"unexpected '{token.Describe()}'");
        }
    }

    /// <summary>Subscripts and calls.</summary>
    public Expression Postfix(Expression node)
    {
        while (true)
        {
            switch (context.Current.Kind)
            {
                case TokenKind.Dot:
                    node = Attribute(node);
                    break;
                case TokenKind.LeftBracket:
                    node = Subscript(node);
                    break;
                case TokenKind.LeftParenthesis:
                    node = Call(node);
                    break;
                default:
                    return node;
            }
        }
    }

    /// <summary>Filters, tests, and calls after them.</summary>
    public Expression FiltersAndTests(Expression node)
    {
        while (true)
        {
            int line = context.Current.Line;
            if (context.SkipIf(TokenKind.Pipe))
            {
                node = new FilterExpression(node, Filter(), line);
            }
            else if (context.Current.IsName("is"))
            {
                node = Test(node);
            }
            else if (context.Current.Kind == TokenKind.LeftParenthesis)
            {
                node = Call(node);
            }
            else
            {
                return node;
            }
        }
    }

    /// <summary>A filter's name and arguments, behind its bar.</summary>
    public FilterCall Filter()
    {
        int line = context.Current.Line;
        string name = DottedName();
        return new FilterCall(name, context.Current.Kind == TokenKind.LeftParenthesis ? _arguments.Parse() : ArgumentList.Empty, line);
    }

    private Expression Name(Token token)
    {
        Value? constant = token.Text switch
        {
            "true" or "True" => BoolValue.True,
            "false" or "False" => BoolValue.False,
            "none" or "None" => NoneValue.Instance,
            _ => null,
        };
        if (constant is not null)
        {
            return new ConstantExpression(constant, token.Line);
        }

        context.Mention(token.Text);
        return new NameExpression(token.Text, token.Line);
    }

    private ConstantExpression String()
    {
        int line = context.Current.Line;
        var text = new StringBuilder();
        while (context.Current.Kind == TokenKind.String)
        {
            text.Append(context.Next().Text);
        }

        return new ConstantExpression(new StringValue(text.ToString()), line);
    }

    private IntValue Integer(Token token) => Numbers.ParseInteger(token.Text, 0) is { } number && number.GetBitLength() <= IntValue.MaxBits
        ? IntValue.Of(number)
        : throw context.Error("an integer literal that is too long", token.Line);

    private SequenceExpression List()
    {
        int line = context.Next().Line;
        var elements = new List<Expression>();
        while (context.Current.Kind != TokenKind.RightBracket)
        {
            elements.Add(expressions.Parse());
            if (!context.SkipIf(TokenKind.Comma))
            {
                break;
            }
        }

        context.Expect(TokenKind.RightBracket, "]");
        return new SequenceExpression(elements, isTuple: false, line);
    }

    private DictExpression Dict()
    {
        int line = context.Next().Line;
        var entries = new List<(Expression, Expression)>();
        while (context.Current.Kind != TokenKind.RightBrace)
        {
            var key = expressions.Parse();
            context.Expect(TokenKind.Colon, ":");
            entries.Add((key, expressions.Parse()));
            if (!context.SkipIf(TokenKind.Comma))
            {
                break;
            }
        }

        context.Expect(TokenKind.RightBrace, "}");
        return new DictExpression(entries, line);
    }

    private Expression Attribute(Expression owner)
    {
        int line = context.Next().Line;
        var token = context.Next();
        return token.Kind switch
        {
            TokenKind.Name => new AttributeExpression(owner, token.Text, line),
            TokenKind.Integer => new ItemExpression(owner, new ConstantExpression(Integer(token), token.Line), line),
            _ => throw context.Error("expected name or number", token.Line),
        };
    }

    private Expression Subscript(Expression owner)
    {
        int line = context.Next().Line;
        var keys = new List<Expression>();
        Expression?[]? slice = null;
        while (context.Current.Kind != TokenKind.RightBracket)
        {
            if (keys.Count > 0 || slice is not null)
            {
                context.Expect(TokenKind.Comma, ",");
            }

            var bounds = Bounds(out var key);
            slice ??= bounds;
            if (key is not null)
            {
                keys.Add(key);
            }
        }

        context.Expect(TokenKind.RightBracket, "]");
        if (slice is not null)
        {
            return keys.Count == 0 ? new SliceExpression(owner, slice, line) : throw context.Error("a slice stands alone in its brackets", line);
        }

        return new ItemExpression(owner, keys.Count == 1 ? keys[0] : new SequenceExpression(keys, isTuple: true, line), line);
    }

    /// <summary>The bounds of a slice, or a plain key.</summary>
    private Expression?[]? Bounds(out Expression? key)
    {
        key = context.Current.Kind == TokenKind.Colon ? null : expressions.Parse();
        if (!context.SkipIf(TokenKind.Colon))
        {
            return null;
        }

        var bounds = new Expression?[3];
        bounds[0] = key;
        key = null;
        bounds[1] = Bound();
        bounds[2] = context.SkipIf(TokenKind.Colon) ? Bound() : null;
        return bounds;
    }

    private Expression? Bound() => context.Current.Kind is TokenKind.Colon or TokenKind.RightBracket or TokenKind.Comma
        ? null
        : expressions.Parse();

    private CallExpression Call(Expression callee)
    {
        int line = context.Current.Line;
        return new CallExpression(callee, _arguments.Parse(), line);
    }

    private Expression Test(Expression input)
    {
        int line = context.Next().Line;
        bool negated = context.SkipIfName("not");
        string name = DottedName();
        var arguments = ArgumentList.Empty;
        if (context.Current.Kind == TokenKind.LeftParenthesis)
        {
            arguments = _arguments.Parse();
        }
        else if (StartsArgument())
        {
            arguments = new ArgumentList([Postfix(Parse())], [], null, null);
        }

        Expression test = new TestExpression(input, name, arguments, line);
        return negated ? new UnaryExpression("not", test, line) : test;
    }

    private bool StartsArgument()
    {
        if (context.Current.IsName("is"))
        {
            throw context.Error("You cannot chain multiple tests with is");
        }

        return context.Current.Kind switch
        {
            TokenKind.Name => context.Current.Text is not ("else" or "or" or "and"),
            TokenKind.String or TokenKind.Integer or TokenKind.Float or TokenKind.LeftBracket or TokenKind.LeftBrace => true,
            _ => false,
        };
    }

    private string DottedName()
    {
        string name = context.Expect(TokenKind.Name, "name").Text;
        while (context.SkipIf(TokenKind.Dot))
        {
            name += "." + context.Expect(TokenKind.Name, "name").Text;
        }

        return name;
    }
}
