using Demur.Models.Tokenizers.Algorithms;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class PairMergerTests
{
    [Fact]
    public void Long_words_merge_in_the_same_order_as_a_plain_search_for_the_best_pair()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var merges = RandomMerges(random);
            List<ModelToken> word = [.. Enumerable.Range(0, random.Next(2, 160)).Select(i => new ModelToken(random.Next(4), i, i + 1))];
            var expected = MergeByDefinition([.. word], merges);

            PairMerger.Merge(word, 0, merges);

            Assert.Equal(expected, word);
        }
    }

    [Fact]
    public void Tokens_before_the_first_are_left_alone()
    {
        var merges = new MergeTable(1);
        merges.Add(1, 1, rank: 0, result: 2);
        List<ModelToken> tokens = [new(1, 0, 1), new(1, 1, 2), new(1, 2, 3)];

        PairMerger.Merge(tokens, 1, merges);

        Assert.Equal([new ModelToken(1, 0, 1), new ModelToken(2, 1, 3)], tokens);
    }

    private static MergeTable RandomMerges(Random random)
    {
        var merges = new MergeTable(64);
        var next = 4;
        for (var rank = 0; rank < 60; rank++)
        {
            merges.Add(random.Next(next), random.Next(next), rank, next++);
        }

        return merges;
    }

    private static List<ModelToken> MergeByDefinition(List<ModelToken> word, MergeTable merges)
    {
        while (true)
        {
            var best = Enumerable.Range(0, word.Count - 1)
                .Select(i => (Rank: merges.Rank(word[i], word[i + 1], out var result), Index: i, Result: result))
                .DefaultIfEmpty((Rank: MergeTable.NoRank, Index: 0, Result: 0))
                .Min();
            if (best.Rank == MergeTable.NoRank)
            {
                return word;
            }

            word[best.Index] = new ModelToken(best.Result, word[best.Index].Start, word[best.Index + 1].End);
            word.RemoveAt(best.Index + 1);
        }
    }
}
