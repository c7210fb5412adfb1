using System.Diagnostics;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class LongWordTests
{
    private const int Length = 1_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("byte-level", 'a', 8)]
    [InlineData("byte-level", 'h', 1)]
    [InlineData("byte-level", ' ', 1)]
    [InlineData("byte fallback", 'a', 1)]
    [InlineData("byte fallback", 'a', 4)]
    [InlineData("unigram", 'a', 3)]
    [InlineData("wordpiece", 'u', 1)]
    [InlineData("added", ' ', 1)]
    public void A_megabyte_without_a_split_is_encoded_in_seconds(string kind, char first, int letters)
    {
        var tokenizer = SmallTokenizers.Open(kind);
        var text = SmallTokenizers.RandomWord(first, letters, Length);
        var clock = Stopwatch.StartNew();

        var ids = tokenizer.EncodeToIds(text);

        Assert.NotEmpty(ids);
        Assert.True(clock.Elapsed < Patience, $"{kind}: {clock.Elapsed}");
    }
}
