using Demur.Models.ChatTemplates.Jinja.Lexing;
using Demur.Models.ChatTemplates.Jinja.Nodes;

namespace Demur.Models.ChatTemplates.Jinja.Parsing;

/// <summary>Reads expressions with Jinja's precedence, lowest first.</summary>
internal sealed class ExpressionParser
{
    private readonly ParserContext _context;
    private readonly PrimaryParser _primary;

    public ExpressionParser(ParserContext context)
    {
        _context = context;
        _primary = new PrimaryParser(context, this);
    }

    /// <summary>Gets the reader of filters, calls and literals.</summary>
    public PrimaryParser Primary => _primary;

    public Expression Parse(bool withConditional = true)
    {
        _context.Enter();
        var expression = withConditional ? Conditional() : Or();
        _context.Leave();
        return expression;
    }

    /// <summary>An expression, or several with commas between them as a tuple.</summary>
    public Expression ParseTuple(bool withConditional = true, string? endName = null, bool mayBeEmpty = false)
    {
        int line = _context.Current.Line;
        var elements = new List<Expression>();
        bool isTuple = false;
        while (!IsTupleEnd(endName))
        {
            elements.Add(Parse(withConditional));
            if (!_context.SkipIf(TokenKind.Comma))
            {
                break;
            }

            isTuple = true;
        }

        if (!isTuple && elements.Count == 1)
        {
            return elements[0];
        }

        if (elements.Count == 0 && !mayBeEmpty)
        {
            throw _context.Error($"Expected an expression, got '{_context.Current.Describe()}'");
        }

        return new SequenceExpression(elements, isTuple: true, line);
    }

    private bool IsTupleEnd(string? endName) =>
        _context.Current.Kind is TokenKind.VariableEnd or TokenKind.BlockEnd or TokenKind.RightParenthesis
        || (endName is not null && _context.Current.IsName(endName));

    private Expression Conditional()
    {
        int line = _context.Current.Line;
        var value = Or();
        while (_context.SkipIfName("if"))
        {
            var test = Or();
            var otherwise = _context.SkipIfName("else") ? Parse() : null;
            value = new ConditionalExpression(test, value, otherwise, line);
            line = _context.Current.Line;
        }

        return value;
    }

    private Expression Or()
    {
        int line = _context.Current.Line;
        var left = And();
        while (_context.SkipIfName("or"))
        {
            left = new LogicalExpression(isAnd: false, left, And(), line);
        }

        return left;
    }

    private Expression And()
    {
        int line = _context.Current.Line;
        var left = Not();
        while (_context.SkipIfName("and"))
        {
            left = new LogicalExpression(isAnd: true, left, Not(), line);
        }

        return left;
    }

    private Expression Not()
    {
        if (!_context.Current.IsName("not"))
        {
            return Compare();
        }

        int line = _context.Next().Line;
        _context.Enter();
        var operand = Not();
        _context.Leave();
        return new UnaryExpression("not", operand, line);
    }

    private Expression Compare()
    {
        int line = _context.Current.Line;
        var first = Sum();
        List<(string, Expression)>? rest = null;
        while (Comparison() is { } operation)
        {
            (rest ??= []).Add((operation, Sum()));
        }

        return rest is null ? first : new CompareExpression(first, rest, line);
    }

    private string? Comparison()
    {
        switch (_context.Current.Kind)
        {
            case TokenKind.Equal or TokenKind.NotEqual or TokenKind.Less or TokenKind.LessOrEqual
                or TokenKind.Greater or TokenKind.GreaterOrEqual:
                return _context.Next().Text;
            case TokenKind.Name when _context.SkipIfName("in"):
                return "in";
            case TokenKind.Name when _context.Current.IsName("not") && _context.Following.IsName("in"):
                _context.Next();
                _context.Next();
                return "not in";
            default:
                return null;
        }
    }

    private Expression Sum()
    {
        int line = _context.Current.Line;
        var left = Concat();
        while (_context.Current.Kind is TokenKind.Add or TokenKind.Subtract)
        {
            string operation = _context.Next().Text;
            left = new ArithmeticExpression(operation, left, Concat(), line);
            line = _context.Current.Line;
        }

        return left;
    }

    private Expression Concat()
    {
        int line = _context.Current.Line;
        var first = Product();
        if (_context.Current.Kind != TokenKind.Tilde)
        {
            return first;
        }

        var parts = new List<Expression> { first };
        while (_context.SkipIf(TokenKind.Tilde))
        {
            parts.Add(Product());
        }

        return new ConcatExpression(parts, line);
    }

    private Expression Product()
    {
        int line = _context.Current.Line;
        var left = Power();
        while (_context.Current.Kind is TokenKind.Multiply or TokenKind.Divide or TokenKind.FloorDivide or TokenKind.Modulo)
        {
            string operation = _context.Next().Text;
            left = new ArithmeticExpression(operation, left, Power(), line);
            line = _context.Current.Line;
        }

        return left;
    }

    private Expression Power()
    {
        int line = _context.Current.Line;
        var left = Unary();
        while (_context.SkipIf(TokenKind.Power))
        {
            left = new ArithmeticExpression("**", left, Unary(), line);
            line = _context.Current.Line;
        }

        return left;
    }

    private Expression Unary(bool withFilter = true)
    {
        int line = _context.Current.Line;
        Expression node;
        if (_context.Current.Kind is TokenKind.Subtract or TokenKind.Add)
        {
            string operation = _context.Next().Text;
            _context.Enter();
            node = new UnaryExpression(operation, Unary(withFilter: false), line);
            _context.Leave();
        }
        else
        {
            node = _primary.Parse();
        }

        node = _primary.Postfix(node);
        return withFilter ? _primary.FiltersAndTests(node) : node;
    }
}
