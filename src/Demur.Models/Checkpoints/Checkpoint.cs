using Demur.Abstractions;
using Demur.Models.ChatTemplates;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Checkpoints.Gguf;
using Demur.Models.Tokenizers;
using Demur.Models.Tokenizers.Gguf;

namespace Demur.Models.Checkpoints;

/// <summary>An open checkpoint: what the model is, its weights, its tokenizer and how its authors talk to it.</summary>
/// <remarks>Opening reads no weights. The tokenizer is read when first asked for. Thread-safe.</remarks>
public sealed class Checkpoint : IDisposable
{
    private static readonly string[] TokenizerFiles =
        ["tokenizer.json", "vocab.json", "tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "vocab.txt"];

    private readonly Lazy<Tokenizer?> _tokenizer;
    private readonly Lazy<ChatTemplate?> _template;

    private Checkpoint(CheckpointLocation location, ModelConfig config, ITensorSource weights, Func<Tokenizer?> tokenizer)
    {
        Name = location.Name;
        Path = location.Path;
        Format = location.Format;
        AdapterPath = location.AdapterPath;
        AdapterScale = location.AdapterScale;
        Config = config;
        Weights = weights;
        _tokenizer = new Lazy<Tokenizer?>(tokenizer);
        _template = new Lazy<ChatTemplate?>(() => TokenizerSettings!.ChatTemplate is { } text ? ChatTemplate.Parse(text) : null);
    }

    /// <summary>Gets what the user called it.</summary>
    public string Name { get; }

    /// <summary>Gets the folder or the GGUF file.</summary>
    public string Path { get; }

    /// <summary>Gets how it lies on disk.</summary>
    public CheckpointFormat Format { get; }

    /// <summary>Gets the PEFT adapter folder that was opened; <see cref="Config"/> and <see cref="Weights"/> are then its base's. <see langword="null"/> otherwise.</summary>
    public string? AdapterPath { get; }

    /// <summary>Gets the factor on the adapter's change that was asked for; null for the adapter as it was trained.</summary>
    public double? AdapterScale { get; }

    /// <summary>Gets the shape of the model.</summary>
    public ModelConfig Config { get; }

    /// <summary>Gets the weights under their names in Transformers.</summary>
    public ITensorSource Weights { get; }

    /// <summary>Gets how the authors mean it to generate.</summary>
    public required GenerationSettings Generation { get; init; }

    /// <summary>Gets special tokens and chat template.</summary>
    public required TokenizerSettings TokenizerSettings { get; init; }

    /// <summary>Gets a value indicating whether the checkpoint comes with a tokenizer.</summary>
    public bool HasTokenizer => _tokenizer.Value is not null;

    /// <summary>Gets the tokenizer.</summary>
    /// <exception cref="DemurException">There is none, it is damaged, or it does not belong to these weights.</exception>
    public Tokenizer Tokenizer => _tokenizer.Value
        ?? throw new DemurException($"{Path}: has no tokenizer. Copy tokenizer.json of the model into the folder.");

    /// <summary>Gets the chat template; <see langword="null"/> when the model has none and is to be given plain text.</summary>
    /// <remarks>Its special tokens are <see cref="TokenizerSettings.TemplateVariables"/>.</remarks>
    /// <exception cref="ChatTemplateException">The template does not parse.</exception>
    public ChatTemplate? Template => _template.Value;

    /// <summary>Gets the tokenizer's part of GGUF metadata; null for other formats and without a tokenizer.</summary>
    internal GgufTokenizerData? GgufTokenizerData { get; private init; }

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="pathOrName">A Hugging Face folder, a GGUF file, a PEFT adapter folder, or the name of an embedded model.</param>
    /// <param name="options">The base of an adapter, where it is not the one that the adapter names.</param>
    /// <exception cref="DemurException">Nothing is there, or what is there is damaged or of a family that Demur does not run.</exception>
    public static Checkpoint Open(string pathOrName = EmbeddedModels.Instruct, CheckpointOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(pathOrName);
        var location = CheckpointLocator.Find(pathOrName, options ?? new CheckpointOptions()) with { AdapterScale = options?.AdapterScale };
        return location.Format is CheckpointFormat.Gguf ? OpenGguf(location) : OpenFolder(location);
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();

    private static Checkpoint OpenGguf(CheckpointLocation location)
    {
        var file = GgufFile.Open(location.Path);
        try
        {
            var config = GgufConfig.Read(file);
            var data = GgufTokenizer.Read(file.Metadata);
            return new Checkpoint(location, config, new GgufTensorSource(file), () => data is null ? null : Matching(TokenizerFactory.FromGguf(data), config, location.Path))
            {
                Generation = new GenerationSettings { EosTokenIds = config.EosTokenIds, BosTokenId = config.BosTokenId, PadTokenId = config.PadTokenId },
                TokenizerSettings = GgufTokenizer.Settings(file.Metadata, data),
                GgufTokenizerData = data,
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Checkpoint OpenFolder(CheckpointLocation location)
    {
        var folder = location.Path;
        var config = ModelConfig.Read(System.IO.Path.Combine(folder, "config.json"));
        var generation = GenerationSettings.Read(System.IO.Path.Combine(folder, "generation_config.json"), config);
        var settings = TokenizerSettings.Read(folder);
        return new Checkpoint(location, config, FolderWeights.Open(folder), () => ReadTokenizer(folder, config))
        {
            Generation = generation,
            TokenizerSettings = settings,
        };
    }

    private static Tokenizer? ReadTokenizer(string folder, ModelConfig config) =>
        TokenizerFiles.Any(name => File.Exists(System.IO.Path.Combine(folder, name)))
            ? Matching(TokenizerFactory.FromFolder(folder), config, folder)
            : null;

    // Fewer tokens than rows is usual padding; more would read past the embedding.
    private static Tokenizer Matching(Tokenizer tokenizer, ModelConfig config, string path) =>
        tokenizer.VocabularySize <= config.VocabularySize
            ? tokenizer
            : throw new DemurException(
                $"{path}: the tokenizer has ids up to {tokenizer.VocabularySize - 1:N0}, but the embedding has {config.VocabularySize:N0} rows. It belongs to another model; copy the right one.");
}
