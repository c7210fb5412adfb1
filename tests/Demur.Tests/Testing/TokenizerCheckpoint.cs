using System.Text.Json.Nodes;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Tokenizers;
using Demur.Tensors;
using Demur.Tests.Models.Tokenizers;

namespace Demur.Tests.Testing;

/// <summary>Checkpoint folders of random weights around a given tokenizer.</summary>
internal static class TokenizerCheckpoint
{
    /// <summary>Writes a folder with the tokenizer of a folder of golden figures; null where its vocabulary is no file.</summary>
    public static string? Write(string folder, GoldenTokenizerCase golden)
    {
        if (golden.Files is not { Count: > 0 } files)
        {
            return null;
        }

        Directory.CreateDirectory(folder);
        foreach (var (name, path) in files)
        {
            File.Copy(path, Path.Combine(folder, name));
        }

        WriteModel(folder, golden.Tokenizer.VocabularySize);
        return folder;
    }

    /// <summary>Copies a checkpoint and puts a tokenizer of all bytes beside it, without which node-llama-cpp loads nothing.</summary>
    public static string CopyWithBytes(string checkpoint, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.GetFiles(checkpoint))
        {
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
        }

        TokenizerJsonWriter.Save(TokenizerFactory.FromGguf(SmallGguf.Data()), folder);
        return folder;
    }

    /// <summary>Writes a tiny model of some family with a tokenizer of all bytes.</summary>
    public static string WriteWithBytes(string folder, params (string Key, JsonNode? Value)[] changes)
    {
        Directory.CreateDirectory(folder);
        var tokenizer = TokenizerFactory.FromGguf(SmallGguf.Data());
        TokenizerJsonWriter.Save(tokenizer, folder);
        WriteModel(folder, tokenizer.VocabularySize, changes);
        return folder;
    }

    /// <summary>Writes configuration and weights of a tiny model beside a tokenizer that is there; a Llama unless the changes say otherwise.</summary>
    public static void WriteModel(string folder, int vocabulary, params (string Key, JsonNode? Value)[] changes)
    {
        using var scope = new TensorScope();
        changes = [.. changes, ("vocab_size", vocabulary)];
        using var model = TinyModel.Create(changes: changes);
        File.WriteAllText(Path.Combine(folder, "config.json"), TinyModel.Config(changes).Source.ToJsonString());
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), [.. model.Parameters.Select(parameter => TensorToWrite.Of(parameter.Name, parameter.View()))]);
    }
}
