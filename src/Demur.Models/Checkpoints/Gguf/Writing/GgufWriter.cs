using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Tokenizers.Gguf;

namespace Demur.Models.Checkpoints.Gguf.Writing;

/// <summary>Saves a model as a GGUF file that llama.cpp loads: weights, tokenizer and chat template in one.</summary>
public static class GgufWriter
{
    // What GGUF says in other words, or not at all without changing what the model computes.
    private static readonly string[] Incomparable =
        ["family", "model_type", "stored_type", "labels", "bos_token_id", "eos_token_ids", "pad_token_id"];

    /// <summary>Writes the file under a temporary name, reads its shape back, and renames it.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="origin">The checkpoint that the model was made from: its shape, tokenizer and template are kept.</param>
    /// <param name="tensors">The weights under their names in Transformers.</param>
    /// <param name="quantisation">The format of matrices; vectors stay float32.</param>
    /// <param name="cancellationToken">Stops between tensors; nothing is left behind.</param>
    /// <exception cref="DemurException">GGUF cannot hold this model or its tokenizer, or the file cannot be written.</exception>
    public static void Save(
        string path, Checkpoint origin, IReadOnlyList<TensorToWrite> tensors, GgufQuantisation quantisation, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(tensors);
        var architecture = Architecture(origin.Config);
        var config = GgufShape.Of(origin.Config, architecture);
        var pairs = Metadata(origin, config, architecture, quantisation);
        var planned = new GgufTensorPlan(config, architecture, quantisation).Of(tensors);
        WholeFile.Write(path, stream => GgufStreamWriter.Write(stream, pairs, planned, cancellationToken), written => CheckShape(written, config));
    }

    /// <summary>Tells for texts of how many tokens a file would be written: fewer than the model's context where GGUF has no words for its window.</summary>
    /// <param name="config">The model's shape.</param>
    /// <exception cref="DemurException">GGUF cannot hold this model.</exception>
    public static int ContextLengthOf(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return GgufShape.Of(config, Architecture(config)).ContextLength;
    }

    private static GgufArchitecture Architecture(ModelConfig config) => GgufArchitecture.For(config.Family)
        ?? throw new DemurException($"A {config.ModelType} cannot be written as GGUF. Save it as a Hugging Face folder.");

    private static GgufPairs Metadata(Checkpoint origin, ModelConfig config, GgufArchitecture architecture, GgufQuantisation quantisation)
    {
        var pairs = new GgufPairs();
        pairs.Add("general.architecture", architecture.Name);
        pairs.Add("general.type", "model");
        pairs.Add("general.name", Path.GetFileNameWithoutExtension(origin.Name));
        pairs.Add("general.file_type", FileType(quantisation));
        pairs.Add("general.quantization_version", 2u);
        GgufModelPairs.Add(pairs, config, architecture);
        var tokenizer = origin.GgufTokenizerData ?? GgufTokenizerExport.Read(origin);
        if (tokenizer is null)
        {
            pairs.Add("tokenizer.ggml.model", GgufTokenizerData.NoModel);
        }
        else
        {
            GgufTokenizerPairs.Add(pairs, tokenizer, origin.TokenizerSettings.ChatTemplate, config.VocabularySize);
        }

        return pairs;
    }

    // The numbers of llama.cpp's llama_ftype.
    private static uint FileType(GgufQuantisation quantisation) => quantisation switch
    {
        GgufQuantisation.F32 => 0,
        GgufQuantisation.F16 => 1,
        GgufQuantisation.Q4_0 => 2,
        GgufQuantisation.Q4_1 => 3,
        GgufQuantisation.Q8_0 => 7,
        _ => 32,
    };

    /// <summary>Refuses what would compute otherwise when it is read back: windows, scales and rotations that GGUF has no words for.</summary>
    private static void CheckShape(string path, ModelConfig config)
    {
        using var file = GgufFile.Open(path);
        var (expected, actual) = (Comparable(config), Comparable(GgufConfig.Read(file)));
        var lost = expected.Select(pair => pair.Key).Union(actual.Select(pair => pair.Key))
            .FirstOrDefault(key => !Incomparable.Contains(key) && !JsonNode.DeepEquals(expected[key], actual[key]));
        if (lost is not null)
        {
            throw new DemurException(
                $"GGUF cannot hold this {config.ModelType}: {lost} is {expected[lost]?.ToJsonString() ?? "not set"} and would be read back as {actual[lost]?.ToJsonString() ?? "not set"}. Save it as a Hugging Face folder.");
        }
    }

    private static JsonObject Comparable(ModelConfig config) => JsonSerializer.SerializeToNode(config, DemurJson.Line)!.AsObject();
}
