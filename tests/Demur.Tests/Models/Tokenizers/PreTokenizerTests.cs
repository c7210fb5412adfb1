using Demur.Models.Tokenizers.Json;
using Demur.Models.Tokenizers.Text;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

public sealed class PreTokenizerTests
{
    // The first rows are the examples of the reference's own documentation.
    [Theory]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Removed","invert":false}""", "the-final--countdown", "the|final|countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Isolated","invert":false}""", "the-final--countdown", "the|-|final|-|-|countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"MergedWithPrevious","invert":false}""", "the-final--countdown", "the-|final-|-|countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"MergedWithNext","invert":false}""", "the-final--countdown", "the|-final|-|-countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Contiguous","invert":false}""", "the-final--countdown", "the|-|final|--|countdown")]
    [InlineData("""{"type":"Split","pattern":{"Regex":"\\w+"},"behavior":"Removed","invert":true}""", "a, bc", "a|bc")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"MergedWithNext","invert":false}""", "a--", "a|-|-")]
    [InlineData("""{"type":"Whitespace"}""", "Hey friend!     How are you?!?", "Hey|friend|!|How|are|you|?!?")]
    [InlineData("""{"type":"WhitespaceSplit"}""", "Hey friend!     How are you?!?", "Hey|friend!|How|are|you?!?")]
    [InlineData("""{"type":"BertPreTokenizer"}""", "Hi, you.\u3000§x", "Hi|,|you|.|§|x")]
    [InlineData("""{"type":"Punctuation"}""", "Hey, you!", "Hey|,| you|!")]
    [InlineData("""{"type":"Punctuation","behavior":"Contiguous"}""", "a--b", "a|--|b")]
    [InlineData("""{"type":"Digits","individual_digits":true}""", "a12½", "a|1|2|½")]
    [InlineData("""{"type":"Digits","individual_digits":false}""", "a12b", "a|12|b")]
    [InlineData("""{"type":"CharDelimiterSplit","delimiter":"-"}""", "a-b-", "a|b")]
    [InlineData("""{"type":"UnicodeScripts"}""", "京とうkyo トー", "京とう|kyo |トー")]
    [InlineData("""{"type":"FixedLength","length":2}""", "ab🙂de", "ab|🙂d|e")]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"always"}""", "a  b", "▁a|▁|▁b")]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"never"}""", "a b", "a|▁b")]
    [InlineData("""{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":false}""", "a b", "▁a▁b")]
    [InlineData("""{"type":"Metaspace","replacement":"_","add_prefix_space":false}""", "a b", "a|_b")]
    [InlineData("""{"type":"ByteLevel","add_prefix_space":true}""", "Hé you", "ĠHÃ©|Ġyou")]
    [InlineData("""{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}""", "a b", "aĠb")]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Digits","individual_digits":true}]}""", "a1 2b", "a|1|2|b")]
    [InlineData("""{"type":"Sequence","pretokenizers":[]}""", "a b", "a b")]
    public void A_text_is_cut_as_the_pre_tokenizer_says(string json, string text, string expected)
    {
        var preTokenizer = JsonFile.Parse(Utf8.Encode(json), "pre_tokenizer", PreTokenizerReader.Read)!;
        var pieces = new List<Piece>();

        preTokenizer.Split(Piece.Whole(new NormalizedText(Utf8.Encode(text))), pieces);

        Assert.Equal(expected, string.Join('|', pieces.Select(piece => Utf8.ToText(piece.Span))));
    }
}
