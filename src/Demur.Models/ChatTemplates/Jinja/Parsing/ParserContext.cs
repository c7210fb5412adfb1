using System.Runtime.CompilerServices;
using Demur.Models.ChatTemplates.Jinja.Lexing;
using Demur.Models.ChatTemplates.Jinja.Nodes;

namespace Demur.Models.ChatTemplates.Jinja.Parsing;

/// <summary>The tokens, where the parser stands in them, and what encloses that place.</summary>
internal sealed class ParserContext(List<Token> tokens, int maxDepth)
{
    private readonly List<MacroUses> _macros = [];
    private int _at;
    private int _depth;

    /// <summary>Gets the token under the parser.</summary>
    public Token Current => tokens[_at];

    /// <summary>Gets the token after it.</summary>
    public Token Following => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    /// <summary>Gets or sets how many loops enclose the place, up to the nearest macro.</summary>
    public int Loops { get; set; }

    /// <summary>Gets or sets how many loops enclose the place, across macros.</summary>
    public int LoopsInAll { get; set; }

    /// <summary>Goes to the next token.</summary>
    /// <returns>The token left behind.</returns>
    public Token Next()
    {
        var token = tokens[_at];
        _at = Math.Min(_at + 1, tokens.Count - 1);
        return token;
    }

    public bool SkipIf(TokenKind kind)
    {
        bool there = Current.Kind == kind;
        if (there)
        {
            Next();
        }

        return there;
    }

    public bool SkipIfName(string name)
    {
        bool there = Current.IsName(name);
        if (there)
        {
            Next();
        }

        return there;
    }

    public Token Expect(TokenKind kind, string description) => Current.Kind == kind ? Next() : throw Unexpected(description);

    public void ExpectName(string name)
    {
        if (!SkipIfName(name))
        {
            throw Unexpected(name);
        }
    }

    /// <summary>Goes one level into the template.</summary>
    public void Enter()
    {
        if (++_depth > maxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new ChatTemplateException(
                $"the template nests deeper than {maxDepth} levels; check it, or raise ChatTemplateLimits.MaxDepth",
                ChatTemplateErrorKind.Limit,
                Current.Line);
        }
    }

    public void Leave() => _depth--;

    /// <summary>Starts the body of a macro.</summary>
    public void OpenMacro() => _macros.Add(MacroUses.None);

    /// <summary>Ends the body of a macro.</summary>
    /// <returns>The special names it mentions.</returns>
    public MacroUses CloseMacro()
    {
        var uses = _macros[^1];
        _macros.RemoveAt(_macros.Count - 1);
        return uses;
    }

    /// <summary>Notes that a name is read, for the macros around it.</summary>
    public void Mention(string name)
    {
        var use = name switch
        {
            "caller" => MacroUses.Caller,
            "kwargs" => MacroUses.Keywords,
            "varargs" => MacroUses.Positional,
            _ => MacroUses.None,
        };
        for (int i = 0; use != MacroUses.None && i < _macros.Count; i++)
        {
            _macros[i] |= use;
        }
    }

    public ChatTemplateException Error(string detail, int line = 0) =>
        new(detail, ChatTemplateErrorKind.Syntax, line > 0 ? line : Current.Line);

    private ChatTemplateException Unexpected(string description) => Error(Current.Kind == TokenKind.End
        ? $"unexpected end of template, expected '{description}'."
        : $"expected token '{description}', got '{Current.Describe()}'");
}
