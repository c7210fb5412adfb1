using Demur.Abstractions;
using Demur.Models.Tokenizers.Json;

namespace Demur.Models.Tokenizers.Gguf;

/// <summary>The split patterns that GGUF files name, written as the parts of a tokenizer.json.</summary>
internal static class GgufPreTokenizers
{
    private const string ByteLevel = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""";
    private const string Spelling = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}""";
    private const string SingleDigits = """{"type":"Digits","individual_digits":true}""";

    /// <summary>What a pattern's name stands for.</summary>
    /// <param name="PreTokenizerJson">The <c>pre_tokenizer</c> of the tokenizer.json.</param>
    /// <param name="IgnoreMerges">Whether a word of the vocabulary is taken whole.</param>
    /// <param name="Nfc">Whether the text is brought to NFC first.</param>
    internal sealed record Definition(string PreTokenizerJson, bool IgnoreMerges = false, bool Nfc = false);

    public static Definition Find(string? name) => name switch
    {
        "gpt-2" or "gpt2" or "phi-2" or "jina-es" or "jina-de" or "roberta-bpe" or "mpt" or "olmo" or "dbrx-gpt2" => new Definition(ByteLevel),
        "smollm" or "starcoder" or "refact" or "command-r" or "codeshell" => new Definition(Sequence(SingleDigits, ByteLevel)),
        "llama-bpe" or "llama3" or "llama-v3" or "smaug-bpe" => new Definition(
            Sequence(Split(Patterns.Cl100kPattern.Llama3Source), Spelling), IgnoreMerges: true),
        "dbrx" or "gpt-4" => new Definition(Sequence(Split(Patterns.Cl100kPattern.Llama3Source), Spelling)),
        "qwen2" or "deepseek-r1-qwen" or "stablelm2" => new Definition(
            Sequence(Split(Patterns.Cl100kPattern.Qwen2Source), Spelling), Nfc: true),
        null or "default" => new Definition(Default()),
        _ => throw new DemurException(
            $"tokenizer.ggml.pre is '{name}', which is not known. Known are: default, gpt-2, smollm, llama-bpe, qwen2 and their aliases."),
    };

    // llama.cpp's own default, which is none of the published patterns.
    private static string Default() => Sequence(
        Split(@"[\p{P}\$\+<=>\^~\|]+"), Split(Patterns.Gpt2Pattern.Source), Split(@"\p{N}+"), Split("[0-9][0-9][0-9]"), Spelling);

    private static string Split(string pattern) =>
        $$"""{"type":"Split","pattern":{"Regex":{{JsonText.Quote(pattern)}}},"behavior":"Isolated","invert":false}""";

    private static string Sequence(params string[] parts) =>
        $$"""{"type":"Sequence","pretokenizers":[{{string.Join(',', parts)}}]}""";
}
