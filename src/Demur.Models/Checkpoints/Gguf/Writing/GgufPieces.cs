using System.Text.Json.Nodes;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Tokenizers.Gguf;
using Demur.Models.Tokenizers.SentencePiece;

namespace Demur.Models.Checkpoints.Gguf.Writing;

/// <summary>Says in GGUF's terms what a vocabulary of scored pieces says.</summary>
internal static class GgufPieces
{
    /// <summary>Takes over a SentencePiece model file.</summary>
    public static GgufTokenizerData FromModel(SentencePieceData data) => new()
    {
        Model = data.ModelType is SentencePieceModelType.Unigram ? GgufSentencePiece.Unigram : "llama",
        Tokens = [.. data.Pieces.Select(piece => piece.Text)],
        Scores = [.. data.Pieces.Select(piece => piece.Score)],
        TokenTypes = [.. data.Pieces.Select(piece => (int)piece.Type)],
        AddSpacePrefix = data.Normalizer.AddDummyPrefix,
        RemoveExtraWhiteSpaces = data.Normalizer.RemoveExtraWhiteSpaces,
        PrecompiledCharsMap = data.Normalizer.PrecompiledCharsMap is { Length: > 0 } map ? map : null,
    };

    /// <summary>Takes over the Unigram of a <c>tokenizer.json</c> that was read without an error before.</summary>
    public static GgufTokenizerData FromUnigram(JsonObject root, ConfigKeys model)
    {
        var pieces = (model.Source["vocab"] as JsonArray ?? [])
            .OfType<JsonArray>()
            .Select(pair => (Text: pair[0]!.GetValue<string>(), Score: (float)pair[1]!.GetValue<double>()))
            .ToArray();
        var unknown = model.Whole("unk_id", 0, ConfigKeys.LargestSize) ?? -1;
        var (normalizers, splits) = (Parts(root["normalizer"], "normalizers"), Parts(root["pre_tokenizer"], "pretokenizers"));
        return new GgufTokenizerData
        {
            Model = GgufSentencePiece.Unigram,
            Tokens = [.. pieces.Select(piece => piece.Text)],
            Scores = [.. pieces.Select(piece => piece.Score)],
            TokenTypes = [.. pieces.Select((_, id) => (int)(id == unknown ? GgufTokenType.Unknown : GgufTokenType.Normal))],
            AddSpacePrefix = splits.Any(part => TypeOf(part) is "Metaspace" && part["prepend_scheme"]?.GetValue<string>() is not "never"),
            RemoveExtraWhiteSpaces = splits.Any(part => TypeOf(part) is "WhitespaceSplit") || normalizers.Any(part => TypeOf(part) is "Replace"),
            PrecompiledCharsMap = normalizers.FirstOrDefault(part => TypeOf(part) is "Precompiled")?["precompiled_charsmap"]?.GetValue<string>() is { Length: > 0 } table
                ? Convert.FromBase64String(table)
                : null,
        };
    }

    private static JsonObject[] Parts(JsonNode? node, string list) => node switch
    {
        JsonObject part when TypeOf(part) is "Sequence" => [.. (part[list] as JsonArray ?? []).SelectMany(child => Parts(child, list))],
        JsonObject part => [part],
        _ => [],
    };

    private static string? TypeOf(JsonObject part) => part["type"]?.GetValue<string>();
}
