using Demur.Models.Tokenizers.Decoders;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads <c>decoder</c> of a tokenizer.json.</summary>
internal static class DecoderReader
{
    private const string Known = "ByteLevel";

    public static IDecoder? Read(JsonPart part) => part.IsNull ? null : ReadOne(part);

    private static IDecoder ReadOne(JsonPart part) => part["type"].String() switch
    {
        "ByteLevel" => new ByteLevelDecoder(),
        "Sequence" => new DecoderSequence([.. part["decoders"].Items().Select(ReadOne)]),
        var other => throw part.Unknown("decoder", other, Known),
    };
}
