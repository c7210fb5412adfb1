using Demur.Models.ChatTemplates.Jinja.Lexing;
using Demur.Models.ChatTemplates.Jinja.Nodes;

namespace Demur.Models.ChatTemplates.Jinja.Parsing;

/// <summary>Reads text and tags.</summary>
internal sealed class StatementParser
{
    private readonly ParserContext _context;
    private readonly ExpressionParser _expressions;
    private readonly TargetParser _targets;
    private readonly MacroParser _macros;
    private readonly Stack<string> _open = new();
    private readonly HashSet<string> _blocks = [];

    private StatementParser(ParserContext context)
    {
        _context = context;
        _expressions = new ExpressionParser(context);
        _targets = new TargetParser(context);
        _macros = new MacroParser(context, _expressions, this);
    }

    /// <summary>Parses a whole template.</summary>
    public static Block Parse(string source, int maxDepth)
    {
        var context = new ParserContext(Lexer.Tokenize(source), maxDepth);
        return new StatementParser(context).Statements([]);
    }

    /// <summary>The body of a tag, up to and including one of its end tags' names; the name is left under the parser.</summary>
    public Block Body(params ReadOnlySpan<string> ends)
    {
        _context.SkipIf(TokenKind.Colon);
        _context.Expect(TokenKind.BlockEnd, "end of statement block");
        var body = Statements(ends);
        if (_context.Current.Kind == TokenKind.End)
        {
            throw UnknownOrMissing(null, ends);
        }

        return body;
    }

    /// <summary>The body of a tag with its single end tag.</summary>
    public Block BodyTo(string end)
    {
        var body = Body(end);
        _context.Next();
        return body;
    }

    private Block Statements(ReadOnlySpan<string> ends)
    {
        _context.Enter();
        var statements = new List<Statement>();
        while (_context.Current.Kind != TokenKind.End)
        {
            var token = _context.Next();
            if (token.Kind == TokenKind.Data)
            {
                statements.Add(new DataStatement(token.Text, token.Line));
            }
            else if (token.Kind == TokenKind.VariableBegin)
            {
                statements.Add(new PrintStatement(_expressions.ParseTuple(), token.Line));
                _context.Expect(TokenKind.VariableEnd, "end of print statement");
            }
            else
            {
                if (_context.Current.Kind == TokenKind.Name && ends.Contains(_context.Current.Text))
                {
                    break;
                }

                statements.AddRange(Tag(ends));
                _context.Expect(TokenKind.BlockEnd, "end of statement block");
            }
        }

        _context.Leave();
        return new Block(statements);
    }

    private IReadOnlyList<Statement> Tag(ReadOnlySpan<string> ends)
    {
        if (_context.Current.Kind != TokenKind.Name)
        {
            throw _context.Error("tag name expected");
        }

        string tag = _context.Current.Text;
        _open.Push(tag);
        IReadOnlyList<Statement>? statements = tag switch
        {
            "print" => Print(),
            _ => Single(tag) is { } statement ? [statement] : null,
        };
        _open.Pop();
        return statements ?? throw UnknownOrMissing(tag, ends);
    }

    private Statement? Single(string tag)
    {
        int line = _context.Current.Line;
        switch (tag)
        {
            case "for":
                return For(line);
            case "if":
                return If(line);
            case "set":
                return Set(line);
            case "with":
                return With(line);
            case "macro":
                return _macros.Macro(line);
            case "call":
                return _macros.Call(line);
            case "filter":
                return Filter(line);
            case "generation":
                _context.Next();
                return new GenerationStatement(_macros.Isolated("endgeneration"), line);
            case "block":
                return NamedBlock(line);
            case "autoescape":
                return AutoEscape(line);
            case "break":
            case "continue":
                return LoopControl(tag, line);
            case "extends":
            case "include":
            case "import":
            case "from":
                return Loader(tag, line);
            default:
                return null;
        }
    }

    private ForStatement For(int line)
    {
        _context.Next();
        _context.LoopsInAll++;
        var target = _targets.Parse(endName: "in");
        _context.ExpectName("in");
        var source = _expressions.ParseTuple(withConditional: false, endName: "recursive");
        var test = _context.SkipIfName("if") ? _expressions.Parse() : null;
        bool recursive = _context.SkipIfName("recursive");

        _context.Loops++;
        var body = Body("endfor", "else");
        _context.Loops--;
        var otherwise = _context.Next().Text == "else" ? BodyTo("endfor") : null;
        _context.LoopsInAll--;
        return new ForStatement(new ForHeader(target, source, test, recursive), body, otherwise, line);
    }

    private IfStatement If(int line)
    {
        var branches = new List<(Expression?, Block)>();
        do
        {
            _context.Next();
            var test = _expressions.ParseTuple(withConditional: false);
            branches.Add((test, Body("elif", "else", "endif")));
        }
        while (_context.Current.IsName("elif"));

        if (_context.Next().Text == "else")
        {
            branches.Add((null, BodyTo("endif")));
        }

        return new IfStatement(branches, line);
    }

    private Statement Set(int line)
    {
        _context.Next();
        var target = _targets.Parse(withNamespace: true);
        if (_context.SkipIf(TokenKind.Assign))
        {
            return new SetStatement(target, _expressions.ParseTuple(), line);
        }

        var filters = new List<FilterCall>();
        while (_context.SkipIf(TokenKind.Pipe))
        {
            filters.Add(_expressions.Primary.Filter());
        }

        return new SetBlockStatement(target, filters, BodyTo("endset"), line);
    }

    private WithStatement With(int line)
    {
        _context.Next();
        var bindings = new List<(Target, Expression)>();
        while (_context.Current.Kind != TokenKind.BlockEnd)
        {
            if (bindings.Count > 0)
            {
                _context.Expect(TokenKind.Comma, ",");
            }

            var target = _targets.Parse();
            _context.Expect(TokenKind.Assign, "=");
            bindings.Add((target, _expressions.Parse()));
        }

        return new WithStatement(bindings, BodyTo("endwith"), line);
    }

    private FilterStatement Filter(int line)
    {
        _context.Next();
        var filters = new List<FilterCall> { _expressions.Primary.Filter() };
        while (_context.SkipIf(TokenKind.Pipe))
        {
            filters.Add(_expressions.Primary.Filter());
        }

        return new FilterStatement(filters, BodyTo("endfilter"), line);
    }

    private List<Statement> Print()
    {
        int line = _context.Next().Line;
        var printed = new List<Statement>();
        while (_context.Current.Kind != TokenKind.BlockEnd)
        {
            if (printed.Count > 0)
            {
                _context.Expect(TokenKind.Comma, ",");
            }

            printed.Add(new PrintStatement(_expressions.Parse(), line));
        }

        return printed;
    }

    private BlockStatement NamedBlock(int line)
    {
        _context.Next();
        string name = _context.Expect(TokenKind.Name, "name").Text;
        if (!_blocks.Add(name))
        {
            throw _context.Error($"block '{name}' defined twice", line);
        }

        bool isScoped = _context.SkipIfName("scoped");
        _context.SkipIfName("required");
        var body = _macros.Isolated("endblock");
        _context.SkipIfName(name);
        return new BlockStatement(body, isScoped, line);
    }

    private WithStatement AutoEscape(int line)
    {
        _context.Next();
        if (!_context.SkipIfName("false") && !_context.SkipIfName("False"))
        {
            throw _context.Error("chat templates are not escaped: only 'autoescape false' is supported");
        }

        return new WithStatement([], BodyTo("endautoescape"), line);
    }

    private LoopControlStatement LoopControl(string tag, int line)
    {
        _context.Next();
        if (_context.Loops == 0)
        {
            throw _context.Error($"'{tag}' outside a loop", line);
        }

        return new LoopControlStatement(tag == "break" ? Completion.Break : Completion.Continue, line);
    }

    /// <summary>Reads over a tag that would load another template; it only matters when it is reached.</summary>
    private LoaderStatement Loader(string tag, int line)
    {
        while (_context.Current.Kind is not (TokenKind.BlockEnd or TokenKind.End))
        {
            _context.Next();
        }

        return new LoaderStatement(tag, line);
    }

    private ChatTemplateException UnknownOrMissing(string? tag, ReadOnlySpan<string> ends)
    {
        string what = tag is null ? "Unexpected end of template." : $"Encountered unknown tag '{tag}'.";
        string wanted = ends.Length == 0 ? "" : $" Jinja was looking for the following tags: '{string.Join("' or '", ends!)}'.";
        string open = _open.TryPeek(out string? innermost) ? $" The innermost block that needs to be closed is '{innermost}'." : "";
        return _context.Error(what + wanted + open);
    }
}
