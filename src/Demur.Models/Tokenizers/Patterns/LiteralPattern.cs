namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Matches a plain text; an empty one matches nothing.</summary>
internal sealed class LiteralPattern(byte[] literal) : ITextPattern
{
    public bool TryFind(ReadOnlySpan<byte> text, int from, MatchBudget budget, out ByteRange match)
    {
        var found = literal.Length == 0 ? -1 : text[from..].IndexOf(literal);
        match = new ByteRange(from + found, from + found + literal.Length);
        return found >= 0;
    }
}
