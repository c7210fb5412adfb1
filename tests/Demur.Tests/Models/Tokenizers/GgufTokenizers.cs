using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Gguf;
using Demur.Models.Tokenizers;
using Xunit;

namespace Demur.Tests.Models.Tokenizers;

/// <summary>Opens the tokenizers of GGUF files.</summary>
internal static class GgufTokenizers
{
    /// <summary>Opens the embedded model whose name begins so.</summary>
    public static Tokenizer OpenEmbedded(string name)
    {
        var model = EmbeddedModels.Names.First(candidate => candidate.StartsWith(name, StringComparison.Ordinal));
        var folder = EmbeddedModels.Find(model);
        Assert.True(folder is not null, $"The embedded model {model} is not in the repository's models folder.");
        return Open(Directory.GetFiles(folder, "*.gguf").Single());
    }

    public static Tokenizer Open(string path)
    {
        using var file = GgufFile.Open(path);
        return TokenizerFactory.FromGguf(GgufTokenizer.Read(file.Metadata)!);
    }
}
