using Demur.Models.Tokenizers;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class PostProcessorTests
{
    private const string Split = """{"type":"WhitespaceSplit"}""";

    [Theory]
    [InlineData("""{"type":"BertProcessing","cls":["ab",3],"sep":["A",4]}""", "3 1 4 2 2 4", "0 0 0 1 1 1")]
    [InlineData("""{"type":"RobertaProcessing","cls":["ab",3],"sep":["A",4],"trim_offsets":true,"add_prefix_space":true}""", "3 1 4 4 2 2 4", "0 0 0 0 0 0 0")]
    [InlineData("""{"type":"TemplateProcessing","single":[],"pair":[{"Sequence":{"id":"B","type_id":0}},{"SpecialToken":{"id":"x","type_id":5}},{"Sequence":{"id":"A","type_id":1}}],"special_tokens":{"x":{"id":"x","ids":[3,4],"tokens":["x","y"]}}}""", "2 2 3 4 1", "0 0 5 5 1")]
    [InlineData("null", "1 2 2", "0 1 1")]
    public void A_pair_is_put_together_as_the_post_processor_says(string json, string ids, string typeIds)
    {
        var encoding = Read($"\"post_processor\":{json}").EncodePair("a", "b b");

        Assert.Equal(ids, string.Join(' ', encoding.Ids));
        Assert.Equal(typeIds, string.Join(' ', encoding.TypeIds));
    }

    [Fact]
    public void Special_tokens_are_marked_and_stand_for_no_text()
    {
        var encoding = Read("""{"type":"BertProcessing","cls":["ab",3],"sep":["A",4]}""", wrap: true).Encode("a b");

        Assert.Equal([1, 0, 0, 1], encoding.SpecialTokensMask);
        Assert.Equal([default, new TokenOffset(0, 1), new TokenOffset(2, 3), default], encoding.Offsets);
        Assert.Equal(["ab", "a", "b", "A"], encoding.Tokens);
    }

    // Five tokens "a b a b a" in windows of two that overlap by one.
    [Theory]
    [InlineData("Right", "1 2", "2 1|1 2|2 1")]
    [InlineData("Left", "2 1", "1 2|2 1|1 2")]
    public void What_is_cut_off_is_kept_in_overlapping_windows(string direction, string kept, string windows)
    {
        var tokenizer = Read($$"""
            "truncation":{"direction":"{{direction}}","max_length":2,"strategy":"LongestFirst","stride":1}
            """);

        var encoding = tokenizer.EncodeWithinLimits("a b a b a");

        Assert.Equal(kept, string.Join(' ', encoding.Ids));
        Assert.Equal(windows, string.Join('|', encoding.Overflowing.Select(window => string.Join(' ', window.Ids))));
        Assert.Equal(5, tokenizer.Encode("a b a b a").Count);
    }

    [Theory]
    [InlineData("\"strategy\":\"BatchLongest\",\"pad_to_multiple_of\":4,\"direction\":\"Right\"", "1 2 1 2 1 0 0 0", "1 1 1 1 1 0 0 0")]
    [InlineData("\"strategy\":{\"Fixed\":6},\"direction\":\"Left\"", "0 1 2 1 2 1", "0 1 1 1 1 1")]
    public void Padding_fills_up_to_the_length_that_is_asked_for(string padding, string ids, string mask)
    {
        var encoding = Read($"\"padding\":{{{padding},\"pad_id\":0}}").EncodeWithinLimits("a b a b a");

        Assert.Equal(ids, string.Join(' ', encoding.Ids));
        Assert.Equal(mask, string.Join(' ', encoding.AttentionMask));
    }

    private static Tokenizer Read(string more, bool wrap = false) =>
        SmallJson.Read(SmallJson.Write(SmallJson.Words, preTokenizer: Split, more: wrap ? $"\"post_processor\":{more}" : more));
}
