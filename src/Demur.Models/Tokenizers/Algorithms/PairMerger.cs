using System.Runtime.InteropServices;

namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>Joins neighbouring tokens, lowest rank first and leftmost among equals, until no pair is left.</summary>
internal static class PairMerger
{
    // Below this a scan over a small array beats a queue; above it the queue keeps the work near linear.
    private const int ScanLimit = 48;
    private const int Removed = -2;

    /// <summary>Merges the tokens from <paramref name="first"/> to the end of the list in place.</summary>
    public static void Merge<TRanks>(List<ModelToken> tokens, int first, TRanks merges)
        where TRanks : IPairRanks, allows ref struct
    {
        var count = tokens.Count - first;
        if (count < 2)
        {
            return;
        }

        var symbols = CollectionsMarshal.AsSpan(tokens)[first..];
        var left = count <= ScanLimit ? MergeByScan(symbols, merges) : MergeByQueue(symbols, merges);
        tokens.RemoveRange(first + left, count - left);
    }

    private static int MergeByScan<TRanks>(Span<ModelToken> symbols, TRanks merges)
        where TRanks : IPairRanks, allows ref struct
    {
        Span<int> ranks = stackalloc int[ScanLimit];
        Span<int> results = stackalloc int[ScanLimit];
        var count = symbols.Length;
        for (var i = 0; i + 1 < count; i++)
        {
            ranks[i] = merges.Rank(symbols[i], symbols[i + 1], out results[i]);
        }

        while (count > 1)
        {
            var best = 0;
            for (var i = 1; i + 1 < count; i++)
            {
                best = ranks[i] < ranks[best] ? i : best;
            }

            if (ranks[best] == MergeTable.NoRank)
            {
                break;
            }

            symbols[best] = new ModelToken(results[best], symbols[best].Start, symbols[best + 1].End);
            symbols[(best + 2)..count].CopyTo(symbols[(best + 1)..]);
            ranks[(best + 1)..(count - 1)].CopyTo(ranks[best..]);
            results[(best + 1)..(count - 1)].CopyTo(results[best..]);
            count--;
            if (best + 1 < count)
            {
                ranks[best] = merges.Rank(symbols[best], symbols[best + 1], out results[best]);
            }

            if (best > 0)
            {
                ranks[best - 1] = merges.Rank(symbols[best - 1], symbols[best], out results[best - 1]);
            }
        }

        return count;
    }

    private static int MergeByQueue<TRanks>(Span<ModelToken> symbols, TRanks merges)
        where TRanks : IPairRanks, allows ref struct
    {
        var count = symbols.Length;
        var next = new int[count];
        var previous = new int[count];
        var queue = new PriorityQueue<int, ulong>(count);
        for (var i = 0; i < count; i++)
        {
            previous[i] = i - 1;
            next[i] = i + 1 < count ? i + 1 : -1;
            Enqueue(queue, i, RankOf(symbols, merges, i, next[i]));
        }

        while (queue.TryDequeue(out var position, out var priority))
        {
            var right = next[position];
            if (right < 0)
            {
                continue;
            }

            // An entry is stale when its pair has changed since; a pair and its rank determine each other.
            var rank = merges.Rank(symbols[position], symbols[right], out var result);
            if ((ulong)rank != priority >> 32)
            {
                continue;
            }

            symbols[position] = new ModelToken(result, symbols[position].Start, symbols[right].End);
            next[position] = next[right];
            next[right] = Removed;
            if (next[position] >= 0)
            {
                previous[next[position]] = position;
                Enqueue(queue, position, RankOf(symbols, merges, position, next[position]));
            }

            if (previous[position] >= 0)
            {
                Enqueue(queue, previous[position], RankOf(symbols, merges, previous[position], position));
            }
        }

        return Compact(symbols, next);
    }

    private static int RankOf<TRanks>(Span<ModelToken> symbols, TRanks merges, int left, int right)
        where TRanks : IPairRanks, allows ref struct =>
        right < 0 ? MergeTable.NoRank : merges.Rank(symbols[left], symbols[right], out _);

    private static void Enqueue(PriorityQueue<int, ulong> queue, int left, int rank)
    {
        if (rank != MergeTable.NoRank)
        {
            queue.Enqueue(left, ((ulong)rank << 32) | (uint)left);
        }
    }

    private static int Compact(Span<ModelToken> symbols, int[] next)
    {
        var kept = 0;
        for (var position = 0; position >= 0; position = next[position])
        {
            symbols[kept++] = symbols[position];
        }

        return kept;
    }
}
