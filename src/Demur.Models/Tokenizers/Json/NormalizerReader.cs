using Demur.Models.Tokenizers.Normalizers;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads <c>normalizer</c> of a tokenizer.json.</summary>
internal static class NormalizerReader
{
    private const string Known =
        "BertNormalizer, ByteLevel, Lowercase, NFC, NFD, NFKC, NFKD, Nmt, Precompiled, Prepend, Replace, Sequence, Strip, StripAccents";

    public static INormalizer? Read(JsonPart part) => part.IsNull ? null : ReadOne(part);

    private static INormalizer ReadOne(JsonPart part) => part["type"].String() switch
    {
        "BertNormalizer" => ReadBert(part),
        "ByteLevel" => new ByteLevelNormalizer(),
        "Lowercase" => new Lowercase(),
        "NFC" => new UnicodeNormalizer(compatibility: false, compose: true),
        "NFD" => new UnicodeNormalizer(compatibility: false, compose: false),
        "NFKC" => new UnicodeNormalizer(compatibility: true, compose: true),
        "NFKD" => new UnicodeNormalizer(compatibility: true, compose: false),
        "Nmt" => new Nmt(),
        "Precompiled" => ReadPrecompiled(part["precompiled_charsmap"]),
        "Prepend" => new Prepend(part["prepend"].String()),
        "Replace" => new Replace(PatternReader.Read(part["pattern"]), Utf8.Encode(part["content"].String())),
        "Sequence" => new NormalizerSequence([.. part["normalizers"].Items().Select(ReadOne)]),
        "Strip" => new Strip(part["strip_left"].BooleanOr(true), part["strip_right"].BooleanOr(true)),
        "StripAccents" => new StripAccents(),
        var other => throw part.Unknown("normalizer", other, Known),
    };

    private static BertNormalizer ReadBert(JsonPart part)
    {
        var lowercase = part["lowercase"].BooleanOr(true);
        return new BertNormalizer(
            part["clean_text"].BooleanOr(true),
            part["handle_chinese_chars"].BooleanOr(true),
            part["strip_accents"].BooleanOr(lowercase),
            lowercase);
    }

    private static INormalizer ReadPrecompiled(JsonPart part)
    {
        var buffer = new byte[part.String().Length];
        if (!Convert.TryFromBase64String(part.String(), buffer, out var written))
        {
            throw part.Wrong("Base64");
        }

        // An empty table stands for no replacements.
        return written == 0 ? new NormalizerSequence([]) : new Precompiled(new CharsMap(buffer.AsSpan(0, written)));
    }
}
