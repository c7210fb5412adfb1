namespace Demur.Models.Tokenizers.Gguf;

/// <summary>What the metadata of a GGUF file says about its tokenizer (the keys <c>tokenizer.ggml.*</c>).</summary>
public sealed record GgufTokenizerData
{
    internal const string NoModel = "none";

    /// <summary>Gets <c>tokenizer.ggml.model</c>: <c>gpt2</c> for byte-level BPE, <c>llama</c> for SentencePiece BPE, <c>t5</c> for Unigram.</summary>
    public required string Model { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.pre</c>, the name of the split pattern, for byte-level BPE.</summary>
    public string? PreTokenizer { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.tokens</c>; the index is the id.</summary>
    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.scores</c>, for SentencePiece: the higher, the earlier a token is merged.</summary>
    public IReadOnlyList<float>? Scores { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.token_type</c>: 1 normal, 2 unknown, 3 control, 4 user defined, 5 unused, 6 byte.</summary>
    public IReadOnlyList<int>? TokenTypes { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.merges</c>, two tokens with a space between, for byte-level BPE.</summary>
    public IReadOnlyList<string>? Merges { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.bos_token_id</c>.</summary>
    public int? BosTokenId { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.eos_token_id</c>.</summary>
    public int? EosTokenId { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.unknown_token_id</c>.</summary>
    public int? UnknownTokenId { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.padding_token_id</c>.</summary>
    public int? PaddingTokenId { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.add_bos_token</c>; when absent, SentencePiece BPE adds it and the others do not.</summary>
    public bool? AddBosToken { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.add_eos_token</c>; when absent, Unigram adds it and the others do not.</summary>
    public bool? AddEosToken { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.add_space_prefix</c>, for SentencePiece; when absent a space is put in front.</summary>
    public bool? AddSpacePrefix { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.remove_extra_whitespaces</c>, for Unigram; when absent they stay.</summary>
    public bool? RemoveExtraWhiteSpaces { get; init; }

    /// <summary>Gets <c>tokenizer.ggml.precompiled_charsmap</c>, Unigram's table of replacements; <see langword="null"/> for none.</summary>
    public ReadOnlyMemory<byte>? PrecompiledCharsMap { get; init; }
}
