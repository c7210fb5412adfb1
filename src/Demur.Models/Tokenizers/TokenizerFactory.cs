using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Tokenizers.Folders;
using Demur.Models.Tokenizers.Gguf;
using Demur.Models.Tokenizers.Json;
using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.SentencePiece;
using Demur.Models.Tokenizers.Tiktoken;

namespace Demur.Models.Tokenizers;

/// <summary>Makes tokenizers from the files that models come with.</summary>
public static class TokenizerFactory
{
    /// <summary>Reads a <c>tokenizer.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DemurException">The file is missing, damaged or asks for a part that is not known.</exception>
    public static Tokenizer FromTokenizerJson(string path) => FromTokenizerJson(TokenizerFiles.Read(path), path);

    /// <summary>Reads the contents of a <c>tokenizer.json</c>.</summary>
    /// <param name="json">The contents in UTF-8.</param>
    /// <param name="name">What errors call the file.</param>
    /// <exception cref="DemurException">The contents are damaged or ask for a part that is not known.</exception>
    public static Tokenizer FromTokenizerJson(ReadOnlyMemory<byte> json, string name = "tokenizer.json") =>
        new(TokenizerJsonReader.Read(json, name));

    /// <summary>Reads whatever tokenizer a model folder in Hugging Face layout holds, with the roles that its configuration gives to tokens.</summary>
    /// <param name="folder">A folder with <c>tokenizer.json</c>, <c>vocab.json</c> and <c>merges.txt</c>, <c>vocab.txt</c> or <c>tokenizer.model</c>.</param>
    /// <exception cref="DemurException">The folder holds no tokenizer, or one that is damaged or not supported.</exception>
    public static Tokenizer FromFolder(string folder) => TokenizerFolder.Read(folder);

    /// <summary>Reads a byte-level BPE stored as two files.</summary>
    /// <param name="vocabularyPath">The file <c>vocab.json</c>.</param>
    /// <param name="mergesPath">The file <c>merges.txt</c>.</param>
    /// <param name="configPath">The file <c>tokenizer_config.json</c>, which holds the added tokens and the class; <see langword="null"/> for GPT-2's split and no added tokens.</param>
    /// <exception cref="DemurException">A file is missing or damaged, or the two do not belong together.</exception>
    public static Tokenizer FromVocabAndMerges(string vocabularyPath, string mergesPath, string? configPath = null)
    {
        var config = configPath is null ? new FolderConfig() : FolderConfig.ReadFile(configPath);
        return TokenizerFolder.Finish(VocabAndMerges.Read(vocabularyPath, mergesPath, config), config);
    }

    /// <summary>Makes the tokenizer that the metadata of a GGUF file describes.</summary>
    /// <param name="data">The metadata.</param>
    /// <exception cref="DemurException">The metadata is incomplete or names a kind of tokenizer that is not known.</exception>
    public static Tokenizer FromGguf(GgufTokenizerData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Model switch
        {
            "gpt2" => new Tokenizer(GgufByteLevelJson.Read(data)),
            "llama" or GgufSentencePiece.Unigram => new Tokenizer(GgufSentencePiece.Read(data)),
            _ => throw new DemurException(
                $"tokenizer.ggml.model is {Shown.Name(data.Model)}, which is not known. Known are: gpt2 (byte-level BPE), llama (SentencePiece BPE) and t5 (Unigram)."),
        };
    }

    /// <summary>Reads a SentencePiece <c>.model</c> file of type BPE or Unigram; no tokens are added around a text.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DemurException">The file is missing, damaged or of another type.</exception>
    public static Tokenizer FromSentencePiece(string path) =>
        new(SentencePieceParts.Create(SentencePieceFile.Parse(TokenizerFiles.Read(path))));

    /// <summary>Reads a tiktoken rank file.</summary>
    /// <param name="path">The file: on each line a token in Base64 and its rank.</param>
    /// <param name="pattern">The regular expression that splits a text into words, which the file does not hold.</param>
    /// <param name="addedTokens">The special tokens, which the file does not hold either.</param>
    /// <exception cref="DemurException">The file is missing or damaged, or the pattern is not supported.</exception>
    public static Tokenizer FromTiktoken(string path, string pattern = Cl100kPattern.Llama3Source, IReadOnlyList<AddedToken>? addedTokens = null) =>
        new(TiktokenParts.Create(TiktokenFile.Parse(TokenizerFiles.Read(path)), pattern, addedTokens ?? []));
}
