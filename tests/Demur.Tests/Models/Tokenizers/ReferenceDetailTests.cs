using Xunit;

namespace Demur.Tests.Models.Tokenizers;

/// <summary>Details in which the reference (tokenizers 0.23.2, asked through its Node package) is its own measure.</summary>
public sealed class ReferenceDetailTests
{
    private const string Words = """{"type":"WordLevel","unk_token":"[U]","vocab":{"[U]":0}}""";
    private const string Spaces = """{"type":"WhitespaceSplit"}""";

    [Theory]
    [InlineData(@"\\b", "a\u00B2\u200Db c", "0-2 2-3 3-4 4-5 5-6")]
    [InlineData(@"\\p{Han}", "a\u9FFF\U00030000b", "0-1 1-2 2-3 3-4")]
    [InlineData("[[:punct:]]", "a$\u20ACb.c", "0-1 1-2 2-3 3-4 4-5 5-6")]
    [InlineData("[[:alpha:]]+", "e\u0301 \u093F1", "0-1 1-3 3-4 4-5")]
    [InlineData("[[:upper:]]", "a\u2167B", "0-1 1-2 2-3")]
    public void Classes_of_characters_are_those_of_Oniguruma(string pattern, string text, string offsets) =>
        Assert.Equal(offsets, SmallJson.Read(SmallJson.Write(Words, preTokenizer: Split(pattern))).Offsets(text));

    [Theory]
    [InlineData("""{"type":"StripAccents"}""", "a\u0301b\u0903c\u0897d", "0-1 2-3 4-5 5-6 6-7")]
    [InlineData("""{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":false,"strip_accents":false,"lowercase":false}""", "a\uE123b", "0-1 2-3")]
    public void Normalisers_drop_what_Unicode_8_calls_a_mark_and_all_private_characters(string normalizer, string text, string offsets) =>
        Assert.Equal(offsets, SmallJson.Read(SmallJson.Write(Words, normalizer, Split("."))).Offsets(text));

    [Fact]
    public void White_space_that_an_added_token_takes_along_is_trimmed_off_its_offsets()
    {
        const string More = """
            "added_tokens":[{"id":1,"content":"<m>","single_word":false,"lstrip":true,"rstrip":true,"normalized":false,"special":true}],
            "post_processor":{"type":"RobertaProcessing","sep":["[U]",0],"cls":["[U]",0],"trim_offsets":true,"add_prefix_space":false}
            """;
        var tokenizer = SmallJson.Read(SmallJson.Write(Words, preTokenizer: Spaces, more: More));

        Assert.Equal("0-0 0-1 3-6 8-9 0-0", tokenizer.Offsets("a  <m>  b"));
        Assert.Equal("  <m>  ", tokenizer.Encode("a  <m>  b").Tokens[2]);
    }

    [Fact]
    public void What_one_post_processor_adds_is_text_for_the_next()
    {
        const string Wrap = """{"type":"BertProcessing","sep":["[U]",0],"cls":["[U]",0]}""";
        const string More = $$""" "added_tokens":[],"post_processor":{"type":"Sequence","processors":[{{Wrap}},{{Wrap}}]} """;

        Assert.Equal([1, 0, 0, 0, 0, 1], SmallJson.Read(SmallJson.Write(Words, preTokenizer: Spaces, more: More)).Encode("a b").SpecialTokensMask);
    }

    [Fact]
    public void A_byte_that_the_vocabulary_does_not_spell_falls_back_to_the_bytes_of_its_spelling()
    {
        const string Model = """{"type":"BPE","unk_token":"<unk>","byte_fallback":true,"vocab":{"<unk>":0,"a":1,"<0xC3>":2,"<0xA9>":3,"<0xC4>":4,"<0x83>":5},"merges":[]}""";
        var tokenizer = SmallJson.Read(SmallJson.Write(Model, preTokenizer: """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}"""));

        Assert.Equal([1, 2, 5, 0], tokenizer.Encode("a\u00E9").Ids);
    }

    private static string Split(string pattern) => $$"""{"type":"Split","pattern":{"Regex":"{{pattern}}"},"behavior":"Isolated","invert":false}""";
}
