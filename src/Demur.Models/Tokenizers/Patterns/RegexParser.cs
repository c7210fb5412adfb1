namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Reads the regular expressions that tokenizers are published with.</summary>
internal sealed class RegexParser(string source, RegexDialect dialect)
{
    private const int DeepestNesting = 64;
    private const int LongestRepeat = 1000;

    private readonly RegexReader _reader = new(source);
    private int _depth;

    private readonly record struct Flags(bool IgnoreCase, bool DotMatchesBreaks);

    /// <summary>Reads the whole pattern.</summary>
    /// <exception cref="Demur.Abstractions.DemurException">The pattern is broken or asks for something that is not supported.</exception>
    public RegexNode Parse()
    {
        var node = ParseChoice(default);
        return _reader.AtEnd ? node : throw _reader.Error("there is a ) too many");
    }

    private RegexNode ParseChoice(Flags flags)
    {
        if (++_depth > DeepestNesting)
        {
            throw _reader.Error($"groups are nested more than {DeepestNesting} deep");
        }

        var options = new List<RegexNode> { ParseSequence(ref flags) };
        while (_reader.TryTake("|"))
        {
            options.Add(ParseSequence(ref flags));
        }

        _depth--;
        return options.Count == 1 ? options[0] : new RegexNode.Choice(options);
    }

    private RegexNode ParseSequence(ref Flags flags)
    {
        var parts = new List<RegexNode>();
        while (_reader.Peek is not (-1 or '|' or ')'))
        {
            if (ParseAtom(ref flags) is { } atom)
            {
                parts.Add(ParseRepeats(atom));
            }
        }

        return parts.Count == 1 ? parts[0] : new RegexNode.Sequence(parts);
    }

    private RegexNode ParseRepeats(RegexNode atom)
    {
        while (TryParseCount(out var min, out var max, out var isInterval))
        {
            var kind = _reader.TryTake("?") ? RepeatKind.Lazy : RepeatKind.Greedy;
            if (kind == RepeatKind.Greedy && (!isInterval || dialect == RegexDialect.Rust) && _reader.TryTake("+"))
            {
                kind = RepeatKind.Possessive;
            }

            atom = new RegexNode.Repeat(atom, min, max, kind);
        }

        return atom;
    }

    private bool TryParseCount(out int min, out int max, out bool isInterval)
    {
        (min, max, isInterval) = (0, int.MaxValue, false);
        if (_reader.TryTake("*"))
        {
            return true;
        }

        if (_reader.TryTake("+"))
        {
            min = 1;
            return true;
        }

        if (_reader.TryTake("?"))
        {
            max = 1;
            return true;
        }

        isInterval = true;
        return TryParseInterval(out min, out max);
    }

    private bool TryParseInterval(out int min, out int max)
    {
        (min, max) = (0, int.MaxValue);
        var mark = _reader.Mark();
        if (!_reader.TryTake("{"))
        {
            return false;
        }

        var low = _reader.Number();
        var comma = _reader.TryTake(",");
        var high = comma ? _reader.Number() : low;
        if (!_reader.TryTake("}") || (low is null && high is null))
        {
            // A brace that begins no interval is an ordinary character; the caller reads it as an atom.
            _reader.Return(mark);
            return false;
        }

        min = low ?? 0;
        max = high ?? int.MaxValue;
        return min <= max && min <= LongestRepeat && max is <= LongestRepeat or int.MaxValue
            ? true
            : throw _reader.Error($"a repetition must run from a smaller to a larger number, at most {LongestRepeat}");
    }

    private RegexNode? ParseAtom(ref Flags flags)
    {
        var next = _reader.Next();
        switch (next)
        {
            case '(':
                return ParseGroup(ref flags);
            case '[':
                return new RegexNode.Set(RegexClassParser.Parse(_reader, flags.IgnoreCase));
            case '.':
                return new RegexNode.Set(flags.DotMatchesBreaks ? new CodePointClass(_ => true) : CodePointClass.Of('\n').Negate());
            case '^':
                return new RegexNode.Anchor(dialect == RegexDialect.Oniguruma ? AnchorKind.LineStart : AnchorKind.TextStart);
            case '$':
                return new RegexNode.Anchor(dialect == RegexDialect.Oniguruma ? AnchorKind.LineEnd : AnchorKind.TextEnd);
            case '\\':
                return ParseEscape(flags);
            case '*' or '+' or '?':
                throw _reader.Error("a repetition has nothing to repeat");
            default:
                return Character(next, flags);
        }
    }

    private RegexNode ParseEscape(Flags flags)
    {
        if (RegexEscapes.TryReadSet(_reader) is { } set)
        {
            return new RegexNode.Set(set);
        }

        AnchorKind? anchor = _reader.Peek switch
        {
            'A' => AnchorKind.TextStart,
            'z' => AnchorKind.TextEnd,
            'Z' => AnchorKind.TextEndOrLastBreak,
            'b' => AnchorKind.WordBoundary,
            'B' => AnchorKind.NotWordBoundary,
            _ => null,
        };
        if (anchor is not { } kind)
        {
            return Character(RegexEscapes.ReadCharacter(_reader), flags);
        }

        _reader.Next();
        return new RegexNode.Anchor(kind);
    }

    private static RegexNode.Set Character(int codePoint, Flags flags)
    {
        var set = CodePointClass.Of(codePoint);
        return new RegexNode.Set(flags.IgnoreCase ? set.IgnoreCase() : set);
    }

    private RegexNode? ParseGroup(ref Flags flags)
    {
        if (!_reader.TryTake("?"))
        {
            return Close(ParseChoice(flags));
        }

        if (_reader.TryTake(":"))
        {
            return Close(ParseChoice(flags));
        }

        if (_reader.TryTake(">"))
        {
            return new RegexNode.Atomic(Close(ParseChoice(flags)));
        }

        if (_reader.TryTake("#"))
        {
            _reader.Until(')');
            return null;
        }

        foreach (var (sign, behind, negative) in new[] { ("=", false, false), ("!", false, true), ("<=", true, false), ("<!", true, true) })
        {
            if (_reader.TryTake(sign))
            {
                return new RegexNode.Look(Close(ParseChoice(flags)), behind, negative);
            }
        }

        if (_reader.TryTake("P<") || _reader.TryTake("<"))
        {
            _reader.Until('>');
            return Close(ParseChoice(flags));
        }

        return ParseFlagGroup(ref flags);
    }

    private RegexNode? ParseFlagGroup(ref Flags flags)
    {
        var changed = flags;
        var on = true;
        while (true)
        {
            switch (_reader.Next())
            {
                case '-':
                    on = false;
                    break;
                case 'i':
                    changed = changed with { IgnoreCase = on };
                    break;
                case 's' or 'm':
                    // Oniguruma calls it m, everybody else s; Rust's m is about anchors that tokenizers do not use.
                    changed = changed with { DotMatchesBreaks = on };
                    break;
                case 'u':
                    break;
                case ':':
                    return Close(ParseChoice(changed));
                case ')':
                    flags = changed;
                    return null;
                default:
                    throw _reader.Error("the group is of a kind that is not supported");
            }
        }
    }

    private RegexNode Close(RegexNode node)
    {
        _reader.Expect(")");
        return node;
    }
}
