namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Finds the next match in UTF-8 text.</summary>
internal interface ITextPattern
{
    /// <summary>Finds the first match that begins at or after <paramref name="from"/>.</summary>
    /// <exception cref="Demur.Abstractions.DemurException">The searches in this text used their budget up.</exception>
    bool TryFind(ReadOnlySpan<byte> text, int from, MatchBudget budget, out ByteRange match);
}
