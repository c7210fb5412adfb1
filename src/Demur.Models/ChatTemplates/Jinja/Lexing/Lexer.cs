namespace Demur.Models.ChatTemplates.Jinja.Lexing;

/// <summary>
/// Cuts a template into tokens with Jinja's white space rules under <c>trim_blocks</c> and <c>lstrip_blocks</c>,
/// which is how Transformers sets them.
/// </summary>
internal sealed class Lexer
{
    private readonly string _source;
    private readonly List<Token> _tokens = [];
    private int _position;
    private int _line = 1;

    // The last match ended a line, so blanks before the next block tag are the start of a line.
    private bool _lineStarting = true;

    private Lexer(string source) => _source = source;

    public static List<Token> Tokenize(string source)
    {
        // Only these three: ReplaceLineEndings would also touch form feeds and Unicode's separators.
        source = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var lexer = new Lexer(source.EndsWith('\n') ? source[..^1] : source);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        while (_position < _source.Length)
        {
            int tag = FindTag(_position);
            if (tag < 0)
            {
                Emit(TokenKind.Data, _source[_position..]);
                break;
            }

            ReadTag(tag);
        }

        Emit(TokenKind.End, "");
    }

    private int FindTag(int from)
    {
        for (int at = _source.IndexOf('{', from); at >= 0 && at + 1 < _source.Length; at = _source.IndexOf('{', at + 1))
        {
            if (_source[at + 1] is '%' or '{' or '#')
            {
                return at;
            }
        }

        return -1;
    }

    private void ReadTag(int tag)
    {
        char kind = _source[tag + 1];
        int body = tag + 2;
        char sign = body < _source.Length && _source[body] is '-' or '+' ? _source[body++] : '\0';

        EmitText(_position, tag, sign, mayStripLine: kind != '{');
        _position = body;
        if (kind == '#')
        {
            SkipComment();
        }
        else if (kind == '{')
        {
            Emit(TokenKind.VariableBegin, "{{");
            ReadInside(TokenKind.VariableEnd);
        }
        else if (!TryReadRaw(body))
        {
            Emit(TokenKind.BlockBegin, "{%");
            ReadInside(TokenKind.BlockEnd);
        }
    }

    private void EmitText(int start, int end, char sign, bool mayStripLine)
    {
        int kept = end;
        if (sign == '-')
        {
            kept = Whitespace.TrimEnd(_source, start, end);
        }
        else if (sign != '+' && mayStripLine && end > start)
        {
            int newline = _source.LastIndexOf('\n', end - 1, end - start);
            int lineStart = newline < 0 ? start : newline + 1;
            if ((newline >= 0 || _lineStarting) && Whitespace.IsAll(_source, lineStart, end))
            {
                kept = lineStart;
            }
        }

        if (kept > start)
        {
            Emit(TokenKind.Data, _source[start..kept]);
        }

        CountLines(start, end);
    }

    private void SkipComment()
    {
        int end = _source.IndexOf("#}", _position, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Error("Missing end of comment tag");
        }

        char sign = end > _position ? _source[end - 1] : '\0';
        Advance(AfterEnd(end + 2, sign));
    }

    /// <summary>White space that an end tag takes with it: all after a minus, one newline after none, nothing after a plus.</summary>
    private int AfterEnd(int position, char sign) => sign switch
    {
        '-' => Whitespace.SkipForward(_source, position),
        '+' => position,
        _ => position < _source.Length && _source[position] == '\n' ? position + 1 : position,
    };

    private bool TryReadRaw(int at)
    {
        if (!TryWord(at, "raw", out int end, out char sign) || sign == '+')
        {
            return false;
        }

        Advance(sign == '-' ? Whitespace.SkipForward(_source, end) : end);
        for (int tag = _position; (tag = _source.IndexOf("{%", tag, StringComparison.Ordinal)) >= 0; tag += 2)
        {
            int word = tag + 2;
            char open = word < _source.Length && _source[word] is '-' or '+' ? _source[word++] : '\0';
            if (TryWord(word, "endraw", out int after, out char close))
            {
                EmitText(_position, tag, open, mayStripLine: true);
                _position = tag;
                Advance(AfterEnd(after, close));
                return true;
            }
        }

        throw Error("Missing end of raw directive");
    }

    private bool TryWord(int at, string word, out int end, out char sign)
    {
        end = 0;
        sign = '\0';
        at = Whitespace.SkipForward(_source, at);
        if (string.CompareOrdinal(_source, at, word, 0, word.Length) != 0)
        {
            return false;
        }

        at = Whitespace.SkipForward(_source, at + word.Length);
        if (at < _source.Length && _source[at] is '-' or '+')
        {
            sign = _source[at++];
        }

        end = at + 2;
        return string.CompareOrdinal(_source, at, "%}", 0, 2) == 0;
    }

    private void ReadInside(TokenKind endKind)
    {
        var tag = new TagLexer(_source, _tokens, endKind);
        int end = tag.Read(_position, _line, out char sign);
        _line = tag.Line;
        Emit(endKind, endKind == TokenKind.BlockEnd ? "%}" : "}}");
        _position = end;

        // A variable's end keeps the newline that follows it; a block's end takes it.
        int after = endKind == TokenKind.BlockEnd || sign == '-' ? AfterEnd(end, sign) : end;
        Advance(after);
    }

    private void Advance(int to)
    {
        CountLines(_position, to);
        _lineStarting = to > 0 && _source[to - 1] == '\n';
        _position = to;
    }

    private void CountLines(int start, int end) => _line += _source.AsSpan(start, end - start).Count('\n');

    private void Emit(TokenKind kind, string text) => _tokens.Add(new Token(kind, text, _line));

    private ChatTemplateException Error(string detail) => new(detail, ChatTemplateErrorKind.Syntax, _line);
}
