using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Demur.Models.Checkpoints.Configs;

/// <summary>The shape of a model, read from <c>config.json</c> of either generation of keys or from GGUF metadata.</summary>
/// <remarks>Keys that a file leaves out have the default that Transformers gives them. Thread-safe: nothing changes after it is read.</remarks>
public sealed record ModelConfig
{
    /// <summary>Gets the architecture.</summary>
    public required ModelFamily Family { get; init; }

    /// <summary>Gets the architecture as Transformers writes it, for example <c>gemma3_text</c>.</summary>
    public required string ModelType { get; init; }

    /// <summary>Gets the rows of the token embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Gets the width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Gets the inner width of a feed-forward block.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Gets the number of blocks.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Gets the number of query heads.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Gets the number of key and value heads; divides <see cref="HeadCount"/>.</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>Gets the width of one head; times <see cref="HeadCount"/> it need not be <see cref="HiddenSize"/>.</summary>
    public required int HeadDimension { get; init; }

    /// <summary>Gets the longest text in tokens that the model was made for (<c>max_position_embeddings</c>).</summary>
    public required int ContextLength { get; init; }

    /// <summary>Gets the epsilon of RMS and layer norms.</summary>
    public required double NormEpsilon { get; init; }

    /// <summary>Gets the activation of the feed-forward block.</summary>
    public required Activation Activation { get; init; }

    /// <summary>Gets a value indicating whether the output head is the token embedding.</summary>
    public required bool TiesEmbeddings { get; init; }

    /// <summary>Gets a value indicating whether query, key and value projections have a bias.</summary>
    public bool HasAttentionBias { get; init; }

    /// <summary>Gets a value indicating whether the attention's output projection has a bias.</summary>
    public bool HasAttentionOutputBias { get; init; }

    /// <summary>Gets a value indicating whether the feed-forward projections have a bias.</summary>
    public bool HasMlpBias { get; init; }

    /// <summary>Gets the rotary settings of full-attention layers; <see langword="null"/> when positions are learned or relative.</summary>
    public RopeParameters? Rope { get; init; }

    /// <summary>Gets the rotary settings of sliding layers where they differ (Gemma 3); <see langword="null"/> when <see cref="Rope"/> serves all layers.</summary>
    public RopeParameters? SlidingRope { get; init; }

    /// <summary>Gets the reach of each layer, <see cref="LayerCount"/> entries.</summary>
    public required IReadOnlyList<AttentionKind> LayerKinds { get; init; }

    /// <summary>Gets how many positions a sliding layer sees, the current one among them; <see langword="null"/> when no layer slides.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>Gets the factor on query-key products before the softmax.</summary>
    public required double AttentionScale { get; init; }

    /// <summary>Gets the bound that attention logits approach through tanh (Gemma 2); <see langword="null"/> for none.</summary>
    public double? AttentionLogitCap { get; init; }

    /// <summary>Gets the bound that output logits approach through tanh (Gemma 2); <see langword="null"/> for none.</summary>
    public double? FinalLogitCap { get; init; }

    /// <summary>Gets a value indicating whether attention of layer i is also divided by i + 1 (a GPT-2 option).</summary>
    public bool ScalesAttentionByLayer { get; init; }

    /// <summary>Gets what only encoders have; <see langword="null"/> for decoders.</summary>
    public EncoderSettings? Encoder { get; init; }

    /// <summary>Gets the classifier's outputs; <see langword="null"/> when the checkpoint has no sequence classification head.</summary>
    public ClassifierLabels? Labels { get; init; }

    /// <summary>Gets the type the weights are stored in, as PyTorch names it without the module (<c>bfloat16</c>); <see langword="null"/> when not given.</summary>
    public string? StoredType { get; init; }

    /// <summary>Gets the token that opens a text; <see langword="null"/> when not given.</summary>
    public int? BosTokenId { get; init; }

    /// <summary>Gets the tokens that end a text; empty when not given.</summary>
    public IReadOnlyList<int> EosTokenIds { get; init; } = [];

    /// <summary>Gets the padding token; <see langword="null"/> when not given.</summary>
    public int? PadTokenId { get; init; }

    /// <summary>Gets the configuration as it stood in the file, or as it would stand in Transformers when the source was GGUF.</summary>
    /// <remarks>What is saved next to weights; not to be changed in place.</remarks>
    [JsonIgnore]
    public JsonObject Source { get; init; } = [];

    /// <summary>Gets a value indicating whether the model reads a text in both directions and generates nothing.</summary>
    [JsonIgnore]
    public bool IsEncoder => Encoder is not null;

    /// <summary>Gets the architectures that Demur runs, as <c>model_type</c> names them.</summary>
    public static IReadOnlyList<string> SupportedTypes => ModelFamilies.SupportedTypes;

    /// <summary>Reads <c>config.json</c> of a Hugging Face folder.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="Abstractions.DemurException">The file is absent, not JSON, names an unknown architecture or holds an impossible value.</exception>
    public static ModelConfig Read(string path) => ModelConfigReader.Read(JsonFile.ReadObject(path), path);

    /// <summary>Reads a configuration that is already parsed.</summary>
    /// <param name="source">The object.</param>
    /// <param name="where">Where it came from, for messages.</param>
    /// <exception cref="Abstractions.DemurException">An unknown architecture or an impossible value.</exception>
    public static ModelConfig Parse(JsonObject source, string where) => ModelConfigReader.Read(source, where);
}
