using System.Diagnostics;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class LongWordTests
{
    private const int Length = 1_000_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<string, string> Cases => new()
    {
        { "byte-level", SmallTokenizers.Random('a', 8, Length) },
        { "byte-level", new string('h', Length) },
        { "byte-level", new string(' ', Length) },
        { "byte fallback", new string('a', Length) },
        { "byte fallback", SmallTokenizers.Random('a', 4, Length) },
        { "unigram", SmallTokenizers.Random('a', 3, Length) },
        { "wordpiece", new string('u', Length) },
        { "added", new string(' ', Length) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_megabyte_without_a_split_is_encoded_in_seconds(string kind, string text)
    {
        var tokenizer = SmallTokenizers.Open(kind);
        var clock = Stopwatch.StartNew();

        var ids = tokenizer.EncodeToIds(text);

        Assert.NotEmpty(ids);
        Assert.True(clock.Elapsed < Patience, $"{kind}: {clock.Elapsed}");
    }
}
