using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>A byte pair encoding as files store it: tokens, merges in order and what to do with the unknown.</summary>
internal sealed record BpeVocabulary
{
    public required TokenTable Tokens { get; init; }

    public required MergeTable Merges { get; init; }

    public string? UnknownToken { get; init; }

    public string? ContinuingSubwordPrefix { get; init; }

    public string? EndOfWordSuffix { get; init; }

    public bool FuseUnknown { get; init; }

    public bool ByteFallback { get; init; }

    public bool IgnoreMerges { get; init; }

    /// <summary>Builds the table of merges from pairs of tokens as text.</summary>
    /// <exception cref="DemurException">A merge names a token that the vocabulary lacks.</exception>
    public static MergeTable BuildMerges(TokenTable tokens, IReadOnlyList<(string Left, string Right)> pairs, int prefixLength = 0)
    {
        var merges = new MergeTable(pairs.Count);
        var joined = new byte[tokens.LongestToken];
        for (var rank = 0; rank < pairs.Count; rank++)
        {
            var left = Utf8.Encode(pairs[rank].Left);
            var right = Utf8.Encode(pairs[rank].Right);
            if (!tokens.TryGetId(left, out var leftId) || !tokens.TryGetId(right, out var rightId))
            {
                throw Missing(rank, pairs[rank]);
            }

            var tail = right.AsSpan(Math.Min(prefixLength, right.Length));
            var length = left.Length + tail.Length;
            if (length > joined.Length)
            {
                throw Missing(rank, pairs[rank]);
            }

            left.CopyTo(joined, 0);
            tail.CopyTo(joined.AsSpan(left.Length));
            if (!tokens.TryGetId(joined.AsSpan(0, length), out var result))
            {
                throw Missing(rank, pairs[rank]);
            }

            merges.Add(leftId, rightId, rank, result);
        }

        return merges;
    }

    private static DemurException Missing(int rank, (string Left, string Right) pair) =>
        new($"Merge {rank} joins {Shown.Name(pair.Left)} and {Shown.Name(pair.Right)}, but the vocabulary lacks one of them or what they make; the vocabulary and the merges do not belong together.");
}
