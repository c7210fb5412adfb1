using Demur.Models.Tokenizers.Decoders;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads <c>decoder</c> of a tokenizer.json.</summary>
internal static class DecoderReader
{
    private const string Known = "BPEDecoder, ByteFallback, ByteLevel, CTC, Fuse, Metaspace, Replace, Sequence, Strip, WordPiece";

    public static IDecoder? Read(JsonPart part) => part.IsNull ? null : ReadOne(part);

    private static IDecoder ReadOne(JsonPart part) => part["type"].String() switch
    {
        "BPEDecoder" => new BpeDecoder(part["suffix"].StringOr("</w>")),
        "ByteFallback" => new ByteFallbackDecoder(),
        "ByteLevel" => new ByteLevelDecoder(),
        "CTC" => new CtcDecoder(
            part["pad_token"].StringOr("<pad>"), part["word_delimiter_token"].StringOr("|"), part["cleanup"].BooleanOr(true)),
        "Fuse" => new FuseDecoder(),
        "Metaspace" => new MetaspaceDecoder(
            part["replacement"].StringOr("\u2581"), MetaspaceReader.ReadScheme(part) != PreTokenizers.PrependScheme.Never),
        "Replace" => new ReplaceDecoder(PatternReader.Read(part["pattern"]), Utf8.Encode(part["content"].String())),
        "Sequence" => new DecoderSequence([.. part["decoders"].Items().Select(ReadOne)]),
        "Strip" => new StripDecoder(part["content"].StringOr(" "), part["start"].IntegerOr(0), part["stop"].IntegerOr(0)),
        "WordPiece" => new WordPieceDecoder(part["prefix"].StringOr("##"), part["cleanup"].BooleanOr(true)),
        var other => throw part.Unknown("decoder", other, Known),
    };
}
