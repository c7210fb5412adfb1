using System.Text;
using Demur.Models.Tokenizers;
using Demur.Models.Tokenizers.Text;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class ByteLevelPropertyTests
{
    private const int Texts = 2000;
    private static readonly Lazy<Tokenizer> SmolLm = new(() => GgufTokenizers.OpenEmbedded("smollm2"));

    [Theory]
    [InlineData("every byte")]
    [InlineData("smollm2")]
    public void Decoding_gives_back_any_text_that_was_encoded(string name)
    {
        var tokenizer = Open(name);
        var random = new Random(1);
        for (var i = 0; i < Texts; i++)
        {
            var text = MakeText(random, name);
            Assert.Equal(text, tokenizer.Decode(tokenizer.EncodeOrdinaryText(text).Ids, skipSpecialTokens: false));
        }
    }

    [Fact]
    public void Streaming_gives_the_same_text_as_decoding_at_once()
    {
        var random = new Random(2);
        for (var i = 0; i < Texts; i++)
        {
            int[] ids = [.. Enumerable.Range(0, random.Next(20)).Select(_ => random.Next(SmolLm.Value.VocabularySize))];
            var stream = SmolLm.Value.CreateStreamingDecoder();
            var text = string.Concat(ids.Select(stream.Add)) + stream.Flush();
            Assert.Equal(SmolLm.Value.Decode(ids), text);
        }
    }

    [Theory]
    [InlineData("every byte")]
    [InlineData("smollm2")]
    public void Offsets_follow_one_another_and_cover_the_text(string name)
    {
        var tokenizer = Open(name);
        var random = new Random(3);
        for (var i = 0; i < Texts; i++)
        {
            var text = MakeText(random, name);
            var encoding = tokenizer.EncodeOrdinaryText(text);
            var covered = 0;
            foreach (var offset in encoding.Offsets)
            {
                Assert.InRange(offset.Start, 0, covered);
                Assert.True(offset.End >= covered && offset.End > offset.Start);
                covered = offset.End;
            }

            Assert.Equal(text.EnumerateRunes().Count(), covered);
        }
    }

    [Fact]
    public void Every_token_of_the_vocabulary_is_found_again_by_its_spelling()
    {
        var checkedTokens = 0;
        for (var id = 0; id < SmolLm.Value.VocabularySize; id++)
        {
            if (SmolLm.Value.IdToToken(id) is { } token)
            {
                Assert.Equal(id, SmolLm.Value.TokenToId(token));
                checkedTokens++;
            }
        }

        Assert.Equal(49_152, checkedTokens);
    }

    [Fact]
    public void Half_a_character_is_held_back_until_the_rest_comes()
    {
        var ids = SmolLm.Value.EncodeOrdinaryText("x🜨").Ids;
        var stream = SmolLm.Value.CreateStreamingDecoder();

        var parts = ids.Select(stream.Add).ToArray();

        Assert.True(ids.Count > 3);
        Assert.Equal("x", parts[0]);
        Assert.All(parts[1..^1], Assert.Empty);
        Assert.Equal("🜨", parts[^1]);
        Assert.Empty(stream.Flush());
    }

    [Fact]
    public void A_character_that_never_ends_comes_out_as_a_replacement_character()
    {
        var ids = SmolLm.Value.EncodeOrdinaryText("🜨").Ids;
        var stream = SmolLm.Value.CreateStreamingDecoder();

        Assert.Empty(stream.Add(ids[0]));
        Assert.Equal("\uFFFD", stream.Flush());
    }

    [Fact]
    public void A_lone_surrogate_reads_as_a_replacement_character() =>
        Assert.Equal("a\uFFFDb", SmolLm.Value.Decode(SmolLm.Value.EncodeOrdinaryText("a\uD800b").Ids));

    private static Tokenizer Open(string name) => name == "smollm2" ? SmolLm.Value : TokenizerFactory.FromGguf(SmallGguf.Data());

    // The vocabulary of SmolLM2 lacks the bytes that no text of its training had; what they spell disappears, as in the reference.
    private static string MakeText(Random random, string name)
    {
        var text = RandomText.Make(random, 50);
        return name != "smollm2"
            ? text
            : string.Concat(text.EnumerateRunes().Where(rune => Encoding.UTF8.GetBytes(rune.ToString()).All(value => SmolLm.Value.TokenToId(ByteAlphabet.ToCharacter(value).ToString()) is not null)));
    }
}
