using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Tokenizers.Json;
using Demur.Models.Tokenizers.Patterns;

namespace Demur.Models.Tokenizers.Gguf;

/// <summary>The split patterns that GGUF files name, written as the parts of a tokenizer.json.</summary>
internal static class GgufPreTokenizers
{
    private const string SingleDigits = """{"type":"Digits","individual_digits":true}""";

    /// <summary>What a pattern's name stands for.</summary>
    /// <param name="PreTokenizerJson">The <c>pre_tokenizer</c> of the tokenizer.json.</param>
    /// <param name="IgnoreMerges">Whether a word of the vocabulary is taken whole.</param>
    /// <param name="Nfc">Whether the text is brought to NFC first.</param>
    internal sealed record Definition(string PreTokenizerJson, bool IgnoreMerges = false, bool Nfc = false);

    /// <exception cref="DemurException">The name is not known.</exception>
    public static Definition Find(string? name) => name switch
    {
        "gpt-2" or "gpt2" or "phi-2" or "jina-es" or "jina-de" or "roberta-bpe" or "mpt" or "olmo" => new Definition(TokenizerJsonText.ByteLevelSplit),
        "smollm" or "starcoder" or "refact" or "command-r" or "codeshell" or "exaone" or "minerva-7b" =>
            new Definition(TokenizerJsonText.Sequence(SingleDigits, TokenizerJsonText.ByteLevelSplit)),
        "llama-bpe" or "llama3" or "llama-v3" or "falcon3" or "pixtral" => new Definition(Spelled(Cl100kPattern.Llama3Source), IgnoreMerges: true),
        "dbrx" or "smaug-bpe" => new Definition(Spelled(Cl100kPattern.Llama3Source)),
        "qwen2" or "deepseek-r1-qwen" or "stablelm2" => new Definition(Spelled(Cl100kPattern.Qwen2Source), Nfc: true),
        null or "default" => new Definition(Default()),
        _ => throw new DemurException(
            $"tokenizer.ggml.pre is {Shown.Name(name)}, which is not known. Known are: default, gpt-2, smollm, llama-bpe, qwen2 and their aliases."),
    };

    // llama.cpp's own default, which is none of the published patterns.
    private static string Default() => TokenizerJsonText.Sequence(
        TokenizerJsonText.Split(@"[\p{P}\$\+<=>\^~\|]+"),
        TokenizerJsonText.Split(Gpt2Pattern.Source),
        TokenizerJsonText.Split(@"\p{N}+"),
        TokenizerJsonText.Split("[0-9][0-9][0-9]"),
        TokenizerJsonText.ByteLevelSpelling);

    private static string Spelled(string pattern) =>
        TokenizerJsonText.Sequence(TokenizerJsonText.Split(pattern), TokenizerJsonText.ByteLevelSpelling);
}
