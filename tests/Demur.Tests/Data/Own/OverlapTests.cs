using Demur.Data.Own;
using Xunit;

namespace Demur.Tests.Data.Own;

public sealed class OverlapTests
{
    [Fact]
    public void No_suite_document_shares_a_third_of_its_five_word_sequences_with_a_training_document()
    {
        var trained = OwnContent.Documents.Where(document => document.Split == ContentSplit.Train)
            .SelectMany(document => FiveWords(document.Harmful).Concat(FiveWords(document.Benign))).ToHashSet();
        var tested = OwnContent.Documents.Where(document => document.Split == ContentSplit.Suite)
            .SelectMany(document => new[] { document.Harmful, document.Benign }).ToArray();

        Assert.True(tested.Length >= 200);
        Assert.All(tested, text =>
        {
            var own = FiveWords(text).ToArray();
            Assert.InRange(own.Count(trained.Contains) / (double)own.Length, 0, 0.3);
        });
    }

    private static IEnumerable<string> FiveWords(string text)
    {
        var words = text.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(0, Math.Max(0, words.Length - 4)).Select(start => string.Join(' ', words[start..(start + 5)]));
    }
}
