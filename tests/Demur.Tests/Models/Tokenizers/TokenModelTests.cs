using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class TokenModelTests
{
    [Theory]
    [InlineData("unaffable", "un ##aff ##able")]
    [InlineData("able", "able")]
    [InlineData("unaffx", "[UNK]")]
    [InlineData("unaffableun", "[UNK]")]
    public void WordPiece_takes_the_longest_part_first_and_gives_up_on_the_whole_word(string text, string tokens) =>
        Assert.Equal(tokens, SmallJson.Read(SmallJson.Write(SmallJson.WordPieces)).Tokens(text));

    // "▁a" + "b" is worth -3, "▁" + "ab" -6.5. What no token spells keeps its text under the unknown token's id, as the tokenizers library has it.
    [Theory]
    [InlineData("ab", "▁a b", "1 2")]
    [InlineData("b", "▁ b", "4 2")]
    [InlineData("xyb", "▁ xy b", "4 0 2")]
    public void Unigram_takes_the_most_probable_way_and_joins_the_unknown(string text, string tokens, string ids)
    {
        var tokenizer = SmallTokenizers.Open("unigram");

        Assert.Equal(tokens, tokenizer.Tokens(text));
        Assert.Equal(ids, string.Join(' ', tokenizer.Encode(text).Ids));
    }

    [Theory]
    [InlineData("é", "<0xC3> <0xA9>", "0-1 0-1")]
    [InlineData("abxyab", "ab <unk> ab", "0-2 2-4 4-6")]
    public void What_the_vocabulary_lacks_is_spelled_in_bytes_or_unknown(string text, string tokens, string offsets)
    {
        var tokenizer = SmallTokenizers.Open("byte fallback");

        Assert.Equal(tokens, tokenizer.Tokens(text));
        Assert.Equal(offsets, tokenizer.Offsets(text));
    }

    [Theory]
    [InlineData("low", "low</w>")]
    [InlineData("lo", "l <unk>")]
    public void The_last_letter_of_a_word_carries_the_suffix(string text, string tokens) =>
        Assert.Equal(tokens, SmallJson.Read(SmallJson.Write(SmallJson.Suffixed)).Tokens(text));

    [Fact]
    public void A_word_of_the_vocabulary_is_taken_whole_when_merges_are_ignored()
    {
        const string Model = """{"type":"BPE","ignore_merges":true,"vocab":{"a":0,"b":1,"c":2,"ab":3,"abc":4},"merges":["a b"]}""";

        Assert.Equal("abc", SmallJson.Read(SmallJson.Write(Model)).Tokens("abc"));
        Assert.Equal("ab c", SmallJson.Read(SmallJson.Write(Model.Replace("true", "false", StringComparison.Ordinal))).Tokens("abc"));
    }

    [Fact]
    public void Words_are_merged_apart_from_each_other_with_the_same_result()
    {
        // With "b▁" in the vocabulary a merge crosses the words, so that they cannot be merged apart.
        const string Apart = """{"type":"BPE","vocab":{"▁":0,"a":1,"b":2,"▁a":3,"▁ab":4},"merges":["▁ a","▁a b"]}""";
        const string Crossing = """{"type":"BPE","vocab":{"▁":0,"a":1,"b":2,"b▁":3,"b▁a":4},"merges":["b ▁","b▁ a"]}""";

        Assert.Equal("▁ab ▁ab ▁ ▁a", SmallJson.Read(SmallJson.Write(Apart)).Tokens("▁ab▁ab▁▁a"));
        Assert.Equal("▁ a b▁a b▁a", SmallJson.Read(SmallJson.Write(Crossing)).Tokens("▁ab▁ab▁a"));
        Assert.Equal("0-3 3-6 6-7 7-9", SmallJson.Read(SmallJson.Write(Apart)).Offsets("▁ab▁ab▁▁a"));
    }

    [Fact]
    public void The_vocabulary_is_as_large_as_its_largest_id_asks_for()
    {
        var tokenizer = SmallJson.Read(SmallJson.Write("""{"type":"WordLevel","unk_token":"?","vocab":{"?":0,"a":41}}"""));

        Assert.Equal(42, tokenizer.VocabularySize);
        Assert.Null(tokenizer.IdToToken(7));
        Assert.Null(tokenizer.TokenToId("b"));
    }
}
