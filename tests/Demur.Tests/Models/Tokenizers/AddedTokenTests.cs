using Demur.Models.Tokenizers;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class AddedTokenTests
{
    private const string Split = """{"type":"WhitespaceSplit"}""";

    [Theory]
    [InlineData("\"lstrip\":true", "a <m> b", "0-1 1-5 6-7")]
    [InlineData("\"rstrip\":true", "a <m> b", "0-1 2-6 6-7")]
    [InlineData("\"lstrip\":true,\"rstrip\":true", "a <m> <m> b", "0-1 1-6 6-10 10-11")]
    [InlineData("\"single_word\":true", "a<m> <m>", "0-4 5-8")]
    [InlineData("\"single_word\":true", "(<m>)", "0-1 1-4 4-5")]
    public void A_token_takes_the_space_and_the_neighbours_that_its_flags_allow(string flags, string text, string offsets) =>
        Assert.Equal(offsets, Read(Token("<m>", flags)).Offsets(text));

    [Fact]
    public void The_longest_of_the_tokens_that_begin_at_a_place_wins() =>
        Assert.Equal("a <x><y> <x> b", Read(Token("<x>", id: 10), Token("<x><y>", id: 11)).Tokens("a<x><y><x>b"));

    [Fact]
    public void A_normalized_token_is_found_in_the_normalized_text()
    {
        var tokenizer = ReadLowercasing(Token("A", "\"normalized\":true"));

        Assert.Equal("A b", tokenizer.Tokens("aB"));
        Assert.Equal("A b", tokenizer.Tokens("AB"));
    }

    [Fact]
    public void A_token_that_is_not_normalized_is_found_as_it_is_written()
    {
        var tokenizer = ReadLowercasing(Token("A", "\"normalized\":false"));

        Assert.Equal("A b", tokenizer.Tokens("AB"));
        Assert.Equal("ab", tokenizer.Tokens("aB"));
    }

    [Fact]
    public void A_special_token_is_ordinary_text_where_text_must_not_steer_the_model()
    {
        var tokenizer = Read(Token("<m>", "\"special\":true"));

        Assert.Equal("<m>", tokenizer.Tokens("<m>"));
        Assert.Equal(["?"], tokenizer.EncodeOrdinaryText("<m>").Tokens);
    }

    [Fact]
    public void Only_special_tokens_are_left_out_of_a_decoded_text()
    {
        var tokenizer = Read(Token("<m>", "\"special\":true"), Token("<n>", id: 11));

        Assert.Equal("a <n>", tokenizer.Decode([1, 9, 11]));
        Assert.Equal("a <m> <n>", tokenizer.Decode([1, 9, 11], skipSpecialTokens: false));
        Assert.True(tokenizer.IsSpecial(9));
        Assert.False(tokenizer.IsSpecial(11));
    }

    private static Tokenizer Read(params string[] tokens) =>
        SmallJson.Read(SmallJson.Write(SmallJson.Words, preTokenizer: Split, more: $"\"added_tokens\":[{string.Join(',', tokens)}]"));

    private static Tokenizer ReadLowercasing(string token) =>
        SmallJson.Read(SmallJson.Write(SmallJson.Words, """{"type":"Lowercase"}""", Split, $"\"added_tokens\":[{token.Replace("\"id\":9", "\"id\":4", StringComparison.Ordinal)}]"));

    private static string Token(string content, string flags = "\"lstrip\":false", int id = 9) =>
        $$"""{"id":{{id}},"content":"{{content}}",{{flags}}{{(flags.Contains("normalized", StringComparison.Ordinal) ? string.Empty : ",\"normalized\":false")}}}""";
}
