using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>Merges whatever spells a piece, the best score first.</summary>
/// <param name="text">The text that the tokens stand in.</param>
/// <param name="pieces">The pieces that can stand for text.</param>
/// <param name="ranks">The rank of each piece by its score, indexed by id.</param>
/// <param name="splits">Where to note how an unused piece was put together, or null when there are none.</param>
internal readonly ref struct ScoreRanks(ReadOnlySpan<byte> text, TokenTable pieces, int[] ranks, UnusedSplits? splits) : IPairRanks
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>The largest id of a token that never merges.</summary>
    public const int Frozen = -2;

    public int Rank(ModelToken left, ModelToken right, out int result)
    {
        result = -1;
        if (left.Id <= Frozen || right.Id <= Frozen || !pieces.TryGetId(_text[left.Start..right.End], out result))
        {
            return MergeTable.NoRank;
        }

        splits?.Note(result, left.End - left.Start);
        return ranks[result];
    }
}
