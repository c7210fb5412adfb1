namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>Says which neighbouring tokens merge, and how early.</summary>
internal interface IPairRanks
{
    /// <summary>Gets the rank of a pair, lower merges earlier, and what it becomes; <see cref="MergeTable.NoRank"/> when it does not merge.</summary>
    int Rank(ModelToken left, ModelToken right, out int result);
}
