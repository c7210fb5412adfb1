using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Json;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Gguf;

/// <summary>Writes the byte-level BPE of a GGUF file as the tokenizer.json that Transformers would load.</summary>
internal static class GgufByteLevelJson
{
    private const string Options = "\"unk_token\":null,\"fuse_unk\":false,\"byte_fallback\":false,\"ignore_merges\":";

    /// <summary>Reads the tokenizer without the detour of writing its vocabulary as JSON.</summary>
    /// <exception cref="DemurException">Merges are missing or damaged, or the split pattern is not known.</exception>
    public static TokenizerParts Read(GgufTokenizerData data)
    {
        var tokens = new TokenTable();
        for (var id = 0; id < data.Tokens.Count; id++)
        {
            tokens.Add(data.Tokens[id], id);
        }

        var vocabulary = new BpeVocabulary
        {
            Tokens = tokens,
            Merges = BpeVocabulary.BuildMerges(tokens, [.. Merges(data)]),
            IgnoreMerges = GgufPreTokenizers.Find(data.PreTokenizer).IgnoreMerges,
        };
        var parts = TokenizerJsonReader.Read(Describe(data, "{}").ToString(), "the tokenizer of the GGUF file", vocabulary);
        return parts with { SpecialTokens = GgufSpecialTokens.Read(data), Json = () => Write(data) };
    }

    /// <exception cref="DemurException">Merges are missing or damaged, or the split pattern is not known.</exception>
    public static string Write(GgufTokenizerData data)
    {
        var options = Options + (GgufPreTokenizers.Find(data.PreTokenizer).IgnoreMerges ? "true" : "false");
        return Describe(data, TokenizerJsonText.Bpe(data.Tokens.Select((token, id) => (token, id)), Merges(data), options)).ToString();
    }

    private static TokenizerJsonText Describe(GgufTokenizerData data, string model)
    {
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
            Model = model,
        };
    }

    private static string? TokenOf(GgufTokenizerData data, int? id) => id is { } index ? data.Tokens[index] : null;

    private static IEnumerable<(string Left, string Right)> Merges(GgufTokenizerData data) =>
        data.Merges?.Select(Merge)
        ?? throw new DemurException("The GGUF file has no tokenizer.ggml.merges, which a byte-level BPE needs. Convert the model again.");

    private static (string Left, string Right) Merge(string line, int rank) => MergeLine.Parse(line)
        ?? throw new DemurException($"tokenizer.ggml.merges[{rank}] is {Shown.Name(line)}, but must be two tokens with one space between them. The file is damaged.");
}
