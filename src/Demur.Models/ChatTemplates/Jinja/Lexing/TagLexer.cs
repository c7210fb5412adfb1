using System.Globalization;
using System.Text;

namespace Demur.Models.ChatTemplates.Jinja.Lexing;

/// <summary>Reads the tokens between a tag's opening and its end.</summary>
internal sealed class TagLexer(string source, List<Token> tokens, TokenKind endKind)
{
    private readonly Stack<char> _open = new();
    private int _at;

    /// <summary>Gets the line the lexer stands on.</summary>
    public int Line { get; private set; }

    /// <summary>Reads up to and including the end tag.</summary>
    /// <returns>The position after the end tag; <paramref name="sign"/> is its white space sign.</returns>
    public int Read(int position, int line, out char sign)
    {
        _at = position;
        Line = line;
        while (_at < source.Length)
        {
            if (_open.Count == 0 && AtEnd(out sign))
            {
                return _at;
            }

            ReadOne();
        }

        throw Error(endKind == TokenKind.BlockEnd
            ? "unexpected end of template, expected 'end of statement block'."
            : "unexpected end of template, expected 'end of print statement'.");
    }

    private bool AtEnd(out char sign)
    {
        bool block = endKind == TokenKind.BlockEnd;
        int at = _at;
        sign = source[at] == '-' || (block && source[at] == '+') ? source[at++] : '\0';
        if (string.CompareOrdinal(source, at, block ? "%}" : "}}", 0, 2) != 0)
        {
            return false;
        }

        _at = at + 2;
        return true;
    }

    private void ReadOne()
    {
        char first = source[_at];
        if (Whitespace.Is(first))
        {
            Line += first == '\n' ? 1 : 0;
            _at++;
        }
        else if (char.IsAsciiDigit(first))
        {
            ReadNumber();
        }
        else if (first is '\'' or '"')
        {
            ReadString(first);
        }
        else if (IsNamePart(_at, out _))
        {
            ReadName();
        }
        else
        {
            ReadOperator();
        }
    }

    private void ReadName()
    {
        int start = _at;
        while (_at < source.Length && IsNamePart(_at, out int size))
        {
            _at += size;
        }

        string name = source[start.._at];
        if (!IsNameStart(name))
        {
            throw Error("Invalid character in identifier");
        }

        Emit(TokenKind.Name, name);
    }

    private static bool IsNameStart(string name) =>
        Rune.DecodeFromUtf16(name, out var rune, out _) == System.Buffers.OperationStatus.Done
        && (rune.Value == '_' || Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.LetterNumber);

    private bool IsNamePart(int at, out int size)
    {
        var status = Rune.DecodeFromUtf16(source.AsSpan(at), out var rune, out size);
        return status == System.Buffers.OperationStatus.Done
            && (rune.Value == '_' || Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.LetterNumber or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation);
    }

    private void ReadString(char quote)
    {
        int start = _at + 1, at = start;
        while (at < source.Length && source[at] != quote)
        {
            at += source[at] == '\\' ? 2 : 1;
        }

        if (at >= source.Length)
        {
            throw Error($"unexpected char '{quote}': the string literal is not closed");
        }

        string body = source[start..at];
        Emit(TokenKind.String, StringEscapes.Decode(body, Line));
        Line += body.AsSpan().Count('\n');
        _at = at + 1;
    }

    private void ReadNumber()
    {
        bool afterDot = _at > 0 && source[_at - 1] == '.';
        int end = afterDot ? -1 : NumberSyntax.FloatEnd(source, _at);
        if (end > 0)
        {
            Emit(TokenKind.Float, source[_at..end].Replace("_", "", StringComparison.Ordinal));
        }
        else
        {
            end = NumberSyntax.IntegerEnd(source, _at);
            Emit(TokenKind.Integer, source[_at..end].Replace("_", "", StringComparison.Ordinal));
        }

        _at = end;
    }

    private void ReadOperator()
    {
        char first = source[_at];
        char second = _at + 1 < source.Length ? source[_at + 1] : '\0';
        var (kind, size) = (first, second) switch
        {
            ('*', '*') => (TokenKind.Power, 2),
            ('/', '/') => (TokenKind.FloorDivide, 2),
            ('=', '=') => (TokenKind.Equal, 2),
            ('!', '=') => (TokenKind.NotEqual, 2),
            ('>', '=') => (TokenKind.GreaterOrEqual, 2),
            ('<', '=') => (TokenKind.LessOrEqual, 2),
            _ => (Single(first), 1),
        };

        Balance(first);
        Emit(kind, source.Substring(_at, size));
        _at += size;
    }

    private TokenKind Single(char operation) => operation switch
    {
        '+' => TokenKind.Add,
        '-' => TokenKind.Subtract,
        '*' => TokenKind.Multiply,
        '/' => TokenKind.Divide,
        '%' => TokenKind.Modulo,
        '~' => TokenKind.Tilde,
        '[' => TokenKind.LeftBracket,
        ']' => TokenKind.RightBracket,
        '(' => TokenKind.LeftParenthesis,
        ')' => TokenKind.RightParenthesis,
        '{' => TokenKind.LeftBrace,
        '}' => TokenKind.RightBrace,
        '>' => TokenKind.Greater,
        '<' => TokenKind.Less,
        '=' => TokenKind.Assign,
        '.' => TokenKind.Dot,
        ':' => TokenKind.Colon,
        '|' => TokenKind.Pipe,
        ',' => TokenKind.Comma,
        ';' => TokenKind.Semicolon,
        _ => throw Error($"unexpected char '{operation}'"),
    };

    private void Balance(char bracket)
    {
        switch (bracket)
        {
            case '{':
                _open.Push('}');
                break;
            case '(':
                _open.Push(')');
                break;
            case '[':
                _open.Push(']');
                break;
            case '}' or ')' or ']':
                if (!_open.TryPop(out char expected))
                {
                    throw Error($"unexpected '{bracket}'");
                }

                if (expected != bracket)
                {
                    throw Error($"unexpected '{bracket}', expected '{expected}'");
                }

                break;
        }
    }

    private void Emit(TokenKind kind, string text) => tokens.Add(new Token(kind, text, Line));

    private ChatTemplateException Error(string detail) => new(detail, ChatTemplateErrorKind.Syntax, Line);
}
