using Demur.Models.Tokenizers.Json;
using Demur.Models.Tokenizers.Text;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

// The texts follow from the Unicode standard, the offsets from the reference's rule: an insertion stands for the
// character before it, a composite for the first of those it replaces, a replacement for the last.
public sealed class NormalizerTests
{
    [Theory]
    [InlineData("""{"type":"NFD"}""", "é", "e\u0301", "0-1 0-1")]
    [InlineData("""{"type":"NFC"}""", "e\u0301x", "éx", "0-1 2-3")]
    [InlineData("""{"type":"NFC"}""", "\u1100\u1161\u11A8", "각", "0-1")]
    [InlineData("""{"type":"NFC"}""", "e\u0323\u0302", "ệ", "0-1")]
    [InlineData("""{"type":"NFC"}""", "e\u0302\u0323", "ệ", "0-1")]
    [InlineData("""{"type":"NFKC"}""", "ﬁx", "fix", "0-1 0-1 1-2")]
    [InlineData("""{"type":"NFKD"}""", "ｱﾞ", "ア\u3099", "0-1 1-2")]
    [InlineData("""{"type":"NFD"}""", "각", "\u1100\u1161\u11A8", "0-1 0-1 0-1")]
    [InlineData("""{"type":"NFD"}""", "a\u0302\u0323", "a\u0323\u0302", "0-1 1-2 2-3")]
    [InlineData("""{"type":"Lowercase"}""", "İÀ𐐀", "i\u0307à𐐨", "0-1 0-1 1-2 2-3")]
    [InlineData("""{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}""", "a   b", "a b", "0-1 3-4 4-5")]
    [InlineData("""{"type":"Replace","pattern":{"String":"a"},"content":"xy"}""", "a", "xy", "0-1 0-1")]
    [InlineData("""{"type":"Strip","strip_left":true,"strip_right":true}""", "  a ", "a", "2-3")]
    [InlineData("""{"type":"Strip","strip_left":false,"strip_right":true}""", " a ", " a", "0-1 1-2")]
    [InlineData("""{"type":"StripAccents"}""", "e\u0301x", "ex", "0-1 2-3")]
    [InlineData("""{"type":"Prepend","prepend":"▁"}""", "ab", "▁ab", "0-1 0-1 1-2")]
    [InlineData("""{"type":"Nmt"}""", "a\u0001\tb\u200B", "a b ", "0-1 2-3 3-4 4-5")]
    [InlineData("""{"type":"ByteLevel"}""", "é ", "Ã©Ġ", "0-1 0-1 1-2")]
    [InlineData("""{"type":"BertNormalizer"}""", "É中\n\u0000x", "e 中  x", "0-1 1-2 1-2 1-2 2-3 4-5")]
    [InlineData("""{"type":"BertNormalizer","lowercase":false,"strip_accents":false}""", "É", "É", "0-1")]
    [InlineData("""{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Lowercase"}]}""", "Ⅸ", "ix", "0-1 0-1")]
    public void A_normaliser_gives_the_text_and_where_it_came_from(string json, string text, string expected, string offsets)
    {
        var normalizer = JsonFile.Parse(Utf8.Encode(json), "normalizer", NormalizerReader.Read)!;
        var original = Utf8.Encode(text);

        var piece = normalizer.Normalize(Piece.Whole(new NormalizedText(original)));

        Assert.Equal(expected, Utf8.ToText(piece.Span));
        Assert.Equal(offsets, Offsets(piece, new CodePointMap(original)));
    }

    [Fact]
    public void Every_composition_of_the_table_comes_back_from_its_decomposition()
    {
        var nfc = new Demur.Models.Tokenizers.Normalizers.UnicodeNormalizer(compatibility: false, compose: true);
        var nfd = new Demur.Models.Tokenizers.Normalizers.UnicodeNormalizer(compatibility: false, compose: false);
        var composed = 0;
        for (var codePoint = 0xA0; codePoint < 0x30000; codePoint++)
        {
            if (!System.Text.Rune.IsValid(codePoint))
            {
                continue;
            }

            var text = Piece.Whole(new NormalizedText(Utf8.Encode(char.ConvertFromUtf32(codePoint))));
            var once = nfc.Normalize(text);
            Assert.Equal(Utf8.ToText(once.Span), Utf8.ToText(nfc.Normalize(nfd.Normalize(text)).Span));
            composed += once.Span.SequenceEqual(text.Span) ? 0 : 1;
        }

        Assert.InRange(composed, 1000, 2000);
    }

    private static string Offsets(Piece piece, CodePointMap codePoints)
    {
        var offsets = new List<string>();
        for (var i = piece.Start; i < piece.End; i += Utf8.LengthFromLead(piece.Text.Bytes[i]))
        {
            var offset = codePoints.Convert(piece.Text.Alignment(i));
            offsets.Add($"{offset.Start}-{offset.End}");
        }

        return string.Join(' ', offsets);
    }
}
