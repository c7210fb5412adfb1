using Demur.Models.Tokenizers.Json;
using Demur.Models.Tokenizers.Text;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class DecoderTests
{
    [Theory]
    [InlineData("""{"type":"ByteLevel"}""", "ĠH|Ã|©|<s p>", " Hé<s p>")]
    [InlineData("""{"type":"ByteLevel"}""", "Ã|x", "\uFFFDx")]
    [InlineData("""{"type":"ByteFallback"}""", "<0xE5>|<0x8f>|<0xAB>|a|<0xE5>|<0x8f>", "叫a\uFFFD\uFFFD")]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"}""", "▁Hey|▁you▁|!", "Hey you !")]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"never"}""", "▁Hey|▁you", " Hey you")]
    [InlineData("""{"type":"WordPiece","prefix":"##","cleanup":true}""", "do|n|##'t|stop|.", "do n't stop.")]
    [InlineData("""{"type":"WordPiece","prefix":"##","cleanup":false}""", "I|stop|.", "I stop .")]
    [InlineData("""{"type":"BPEDecoder","suffix":"</w>"}""", "lo|w</w>|go</w>", "low go")]
    [InlineData("""{"type":"CTC","pad_token":"<pad>","word_delimiter_token":"|","cleanup":true}""", "<pad>|h|h|<pad>|h|e", "hhe")]
    [InlineData("""{"type":"Sequence","decoders":[{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}""", "  a| b", " a b")]
    [InlineData("""{"type":"Strip","content":"_","start":2,"stop":1}""", "___a__|_", "_a_")]
    [InlineData("""{"type":"Replace","pattern":{"String":"▁"},"content":" "}""", "▁a▁|▁", " a  ")]
    public void Tokens_become_the_text_that_the_decoder_says(string json, string tokens, string expected)
    {
        var decoder = JsonFile.Parse(Utf8.Encode(json), "decoder", DecoderReader.Read)!;

        Assert.Equal(expected, string.Concat(decoder.Decode([.. tokens.Split('|')])));
    }

    [Fact]
    public void Streaming_drops_the_first_space_and_holds_bytes_back()
    {
        const string Decoder = """
            "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]}
            """;
        const string Model = """{"type":"BPE","byte_fallback":true,"unk_token":"?","vocab":{"?":0,"▁a":1,"▁b":2,"<0xC3>":3,"<0xA9>":4},"merges":[]}""";
        var stream = SmallJson.Read(SmallJson.Write(Model, more: Decoder)).CreateStreamingDecoder();

        Assert.Equal(["a", " b", "", "é", " a"], new[] { 1, 2, 3, 4, 1 }.Select(stream.Add));
        Assert.Empty(stream.Add(3));
        Assert.Equal("\uFFFD", stream.Flush());
    }
}
