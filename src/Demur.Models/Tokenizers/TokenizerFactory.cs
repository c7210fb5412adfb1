using Demur.Abstractions;
using Demur.Models.Tokenizers.Gguf;
using Demur.Models.Tokenizers.Json;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers;

/// <summary>Makes tokenizers from the files that models come with.</summary>
public static class TokenizerFactory
{
    /// <summary>Reads a <c>tokenizer.json</c>.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DemurException">The file is missing, damaged or asks for a part that is not known.</exception>
    public static Tokenizer FromTokenizerJson(string path) => JsonFile.Read(path, root => new Tokenizer(TokenizerJsonReader.Read(root)));

    /// <summary>Reads the contents of a <c>tokenizer.json</c>.</summary>
    /// <param name="json">The contents in UTF-8.</param>
    /// <param name="name">What errors call the file.</param>
    /// <exception cref="DemurException">The contents are damaged or ask for a part that is not known.</exception>
    public static Tokenizer FromTokenizerJson(ReadOnlyMemory<byte> json, string name = "tokenizer.json") =>
        JsonFile.Parse(json, name, root => new Tokenizer(TokenizerJsonReader.Read(root)));

    /// <summary>Makes the tokenizer that the metadata of a GGUF file describes.</summary>
    /// <param name="data">The metadata.</param>
    /// <exception cref="DemurException">The metadata is incomplete or names a kind of tokenizer that is not known.</exception>
    public static Tokenizer FromGguf(GgufTokenizerData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Model switch
        {
            "gpt2" => FromTokenizerJson(Utf8.Encode(GgufByteLevelJson.Write(data)), "tokenizer of the GGUF file").With(GgufByteLevelJson.SpecialTokens(data)),
            _ => throw new DemurException(
                $"tokenizer.ggml.model is '{data.Model}', which is not known. Known are: gpt2."),
        };
    }

    private static Tokenizer With(this Tokenizer tokenizer, SpecialTokenIds special) => new(tokenizer.Parts with { SpecialTokens = special });
}
