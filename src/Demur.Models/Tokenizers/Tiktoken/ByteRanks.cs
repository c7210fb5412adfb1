using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Tiktoken;

/// <summary>Merges whatever spells a token, the lowest rank first; the rank is the id.</summary>
/// <param name="text">The text that the tokens stand in.</param>
/// <param name="ranks">The ranks.</param>
/// <param name="below">Ranks from here on do not merge.</param>
internal readonly ref struct ByteRanks(ReadOnlySpan<byte> text, TokenTable ranks, int below = int.MaxValue) : IPairRanks
{
    private readonly ReadOnlySpan<byte> _text = text;

    public int Rank(ModelToken left, ModelToken right, out int result) =>
        ranks.TryGetId(_text[left.Start..right.End], out result) && result < below ? result : MergeTable.NoRank;
}
