namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Matches a plain text; an empty one matches nothing.</summary>
internal sealed class LiteralPattern(byte[] literal) : ITextPattern
{
    public bool TryFind(ReadOnlySpan<byte> text, int from, MatchBudget budget, out int start, out int end)
    {
        var found = literal.Length == 0 ? -1 : text[from..].IndexOf(literal);
        start = found < 0 ? text.Length : from + found;
        end = found < 0 ? text.Length : start + literal.Length;
        return found >= 0;
    }
}
