using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>The body of BERT, DistilBERT, RoBERTa or DeBERTa: texts in, one hidden state a token out. Works in float32 unless told otherwise.</summary>
/// <remarks>Owns its weights. Forward passes may run on several threads at once while nothing changes the weights.</remarks>
public sealed class TextEncoder : IDisposable
{
    private readonly EncoderWeights _weights;
    private readonly EncoderEmbedding _embedding;
    private readonly EncoderBlock[] _blocks;
    private readonly IEncoderAttention _attention;

    private TextEncoder(ModelConfig config, EncoderWeights weights, Device device)
    {
        Config = config;
        Device = device;
        _weights = weights;
        var names = EncoderNames.Of(config.Family);
        _embedding = new EncoderEmbedding(config, weights, device);
        _blocks = [.. Enumerable.Range(0, config.LayerCount).Select(layer => new EncoderBlock(config, weights, names, layer))];
        _attention = config.Encoder!.Disentangled is null ? new PlainAttention(config.AttentionScale) : new DisentangledSelfAttention(config, weights);
    }

    /// <summary>Gets the shape.</summary>
    public ModelConfig Config { get; }

    /// <summary>Gets where the weights are.</summary>
    public Device Device { get; }

    /// <summary>Gets the most tokens that a text may have, special tokens among them.</summary>
    public int LongestText => _embedding.LongestText;

    /// <summary>Gets the weights by their names in the checkpoint; the encoder owns them.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _weights.Parameters;

    /// <summary>Builds an encoder.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="source">The weights; it may be disposed afterwards.</param>
    /// <param name="device">Where to work; the CPU when left out.</param>
    /// <param name="type">What it computes in.</param>
    /// <exception cref="DemurException">The family is no encoder, or a weight is missing or misshapen.</exception>
    public static TextEncoder Load(ModelConfig config, ITensorSource source, Device device = default, ScalarType type = ScalarType.Float32)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(source);
        if (!config.IsEncoder)
        {
            throw new DemurException($"{source.Location}: a {config.ModelType} generates text and is no encoder. Give a BERT, DistilBERT, RoBERTa or DeBERTa checkpoint.");
        }

        var weights = new EncoderWeights(source, EncoderNames.Of(config.Family).Body, device, type);
        try
        {
            return new TextEncoder(config, weights, device);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Runs the encoder.</summary>
    /// <param name="batch">The texts.</param>
    /// <returns>The last hidden state of every token, texts one after the other. <c>// (N, width)</c></returns>
    /// <exception cref="DemurException">A text is too long or a token id unknown.</exception>
    public Tensor Forward(TextBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = new TensorScope();
        var x = _embedding.Forward(batch);
        foreach (var block in _blocks)
        {
            x = block.Forward(x, batch, _attention);
        }

        return scope.MoveToOuter(x);
    }

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();

    /// <summary>Gets the linear layers by name, for adapters.</summary>
    internal IReadOnlyDictionary<string, EncoderLinear> Linears => _weights.Linears;

    /// <summary>Reads a linear layer of a head, which the encoder then owns too.</summary>
    internal EncoderLinear ReadLinear(string name, long inputs, long outputs) => _weights.Linear(name, inputs, outputs);
}
