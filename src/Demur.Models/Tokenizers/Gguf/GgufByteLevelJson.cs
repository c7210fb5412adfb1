using Demur.Abstractions;
using Demur.Models.Tokenizers.Json;

namespace Demur.Models.Tokenizers.Gguf;

/// <summary>Writes the byte-level BPE of a GGUF file as the tokenizer.json that Transformers would load.</summary>
internal static class GgufByteLevelJson
{
    private const string Options = "\"unk_token\":null,\"fuse_unk\":false,\"byte_fallback\":false,\"ignore_merges\":";

    /// <exception cref="DemurException">Merges are missing or damaged, or the split pattern is not known.</exception>
    public static string Write(GgufTokenizerData data)
    {
        if (data.Merges is null)
        {
            throw new DemurException("The GGUF file has no tokenizer.ggml.merges, which a byte-level BPE needs. Convert the model again.");
        }

        var definition = GgufPreTokenizers.Find(data.PreTokenizer);
        var special = GgufSpecialTokens.Read(data);
        var bos = data.AddBosToken == true ? special.Bos : null;
        var eos = data.AddEosToken == true ? special.Eos : null;
        return new TokenizerJsonText
        {
            AddedTokens = GgufSpecialTokens.AddedTokens(data),
            Normalizer = definition.Nfc ? """{"type":"NFC"}""" : "null",
            PreTokenizer = definition.PreTokenizerJson,
            PostProcessor = TokenizerJsonText.Template(TokenOf(data, bos), bos ?? 0, TokenOf(data, eos), eos ?? 0),
            Decoder = TokenizerJsonText.ByteLevelDecoder,
            Model = TokenizerJsonText.Bpe(
                data.Tokens.Select((token, id) => (token, id)),
                data.Merges.Select(Merge),
                Options + (definition.IgnoreMerges ? "true" : "false")),
        }.ToString();
    }

    private static string? TokenOf(GgufTokenizerData data, int? id) => id is { } index ? data.Tokens[index] : null;

    private static (string Left, string Right) Merge(string line, int rank) => MergeLine.Parse(line)
        ?? throw new DemurException($"tokenizer.ggml.merges[{rank}] is '{line}', but must be two tokens with one space between them. The file is damaged.");
}
