using Demur.Abstractions;
using Demur.Models.Adapters;
using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Checkpoints;

/// <summary>What can be said of a checkpoint without reading its weights.</summary>
public sealed record ModelInfo
{
    /// <summary>Gets what the user called it.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the folder or file.</summary>
    public required string Path { get; init; }

    /// <summary>Gets how it lies on disk.</summary>
    public required CheckpointFormat Format { get; init; }

    /// <summary>Gets the adapter's folder; the rest then tells of its base. <see langword="null"/> without one.</summary>
    public string? AdapterPath { get; init; }

    /// <summary>Gets the adapter's shape; <see langword="null"/> without one.</summary>
    public LoraOptions? Adapter { get; init; }

    /// <summary>Gets the shape.</summary>
    public required ModelConfig Config { get; init; }

    /// <summary>Gets the number of weights; a tied head counts once.</summary>
    public required long Parameters { get; init; }

    /// <summary>Gets how many weights are stored in each format, the most frequent first.</summary>
    public required IReadOnlyDictionary<string, long> StoredAs { get; init; }

    /// <summary>Gets the bytes of all weights on disk.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Gets the kind of tokenizer; <see langword="null"/> without one.</summary>
    public string? TokenizerKind { get; init; }

    /// <summary>Gets the number of tokens that the tokenizer knows; 0 without one.</summary>
    public int TokenizerSize { get; init; }

    /// <summary>Gets the letters of the chat template; <see langword="null"/> when there is none.</summary>
    public int? TemplateLength { get; init; }

    /// <summary>Gets what is wrong with the chat template; <see langword="null"/> when it parses or there is none.</summary>
    public string? TemplateFault { get; init; }

    /// <summary>Gets what it takes in memory.</summary>
    public required MemoryNeeds Memory { get; init; }

    /// <summary>Looks at a checkpoint.</summary>
    /// <param name="checkpoint">An open checkpoint.</param>
    /// <param name="dtype">The type that memory is reckoned for.</param>
    /// <exception cref="DemurException">The tokenizer is damaged.</exception>
    public static ModelInfo Of(Checkpoint checkpoint, ScalarType dtype)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var tensors = checkpoint.Weights.Tensors.Values.ToArray();
        var tokenizer = checkpoint.HasTokenizer ? checkpoint.Tokenizer : null;
        return new ModelInfo
        {
            Name = checkpoint.Name,
            Path = System.IO.Path.GetFullPath(checkpoint.Path),
            Format = checkpoint.Format,
            AdapterPath = checkpoint.AdapterPath,
            Adapter = checkpoint.AdapterPath is { } adapter ? AdapterConfig.Read(System.IO.Path.Combine(adapter, AdapterConfig.FileName)) : null,
            Config = checkpoint.Config,
            Parameters = CountParameters(checkpoint),
            StoredAs = tensors.GroupBy(tensor => tensor.Format)
                .Select(group => (group.Key, Count: group.Sum(tensor => tensor.ElementCount)))
                .OrderByDescending(format => format.Count)
                .ToDictionary(format => format.Key, format => format.Count),
            StoredBytes = tensors.Sum(tensor => tensor.StoredBytes),
            TokenizerKind = tokenizer?.Kind,
            TokenizerSize = tokenizer?.VocabularySize ?? 0,
            TemplateLength = checkpoint.TokenizerSettings.ChatTemplate?.Length,
            TemplateFault = FaultOf(checkpoint),
            Memory = MemoryNeeds.Of(checkpoint, dtype),
        };
    }

    // A head that repeats the embedding is not a weight of its own, though some files hold it twice.
    internal static long CountParameters(Checkpoint checkpoint) => checkpoint.Weights.Tensors.Values
        .Where(tensor => tensor.DType.IsFloatingPoint() && !(checkpoint.Config.TiesEmbeddings && tensor.Name == "lm_head.weight"))
        .Sum(tensor => tensor.ElementCount);

    private static string? FaultOf(Checkpoint checkpoint)
    {
        try
        {
            _ = checkpoint.Template;
            return null;
        }
        catch (DemurException fault)
        {
            return fault.Message;
        }
    }
}
