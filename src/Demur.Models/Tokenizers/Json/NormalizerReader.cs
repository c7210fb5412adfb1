using Demur.Models.Tokenizers.Normalizers;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads <c>normalizer</c> of a tokenizer.json.</summary>
internal static class NormalizerReader
{
    private const string Known = "none";

    public static INormalizer? Read(JsonPart part) => part.IsNull ? null : ReadOne(part);

    private static INormalizer ReadOne(JsonPart part) => part["type"].String() switch
    {
        var other => throw part.Unknown("normalizer", other, Known),
    };
}
