using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>An encoder with a sequence classification head: toxicity, reward and prompt-injection models are such.</summary>
/// <remarks>Owns its weights. Forward passes may run on several threads at once while nothing changes the weights.</remarks>
public sealed class EncoderClassifier : IDisposable
{
    private readonly PooledHead _head;

    private EncoderClassifier(TextEncoder encoder, ClassifierLabels labels)
    {
        Encoder = encoder;
        Labels = labels;
        _head = PooledHead.Read(encoder, labels.Names.Count);
    }

    /// <summary>Gets the body.</summary>
    public TextEncoder Encoder { get; }

    /// <summary>Gets the outputs.</summary>
    public ClassifierLabels Labels { get; }

    /// <summary>Builds a classifier.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="source">The weights; it may be disposed afterwards.</param>
    /// <param name="device">Where to work; the CPU when left out.</param>
    /// <exception cref="DemurException">The checkpoint has no classification head, or a weight is missing or misshapen.</exception>
    public static EncoderClassifier Load(ModelConfig config, ITensorSource source, Device device = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(source);
        var labels = config.Labels
            ?? throw new DemurException($"{source.Location}: the configuration names no sequence classification head (architectures). Give a classifier's checkpoint.");
        var encoder = TextEncoder.Load(config, source, device);
        try
        {
            return new EncoderClassifier(encoder, labels);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    /// <summary>Scores every label of every text.</summary>
    /// <param name="batch">The texts.</param>
    /// <returns>Scores before softmax or logistic function. <c>// (rows, labels)</c></returns>
    public Tensor Logits(EncoderBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = new TensorScope();
        var hidden = Encoder.Forward(batch);
        var first = hidden.IndexSelect(0, Tensor.From(batch.Firsts()).To(Encoder.Device)); // (rows, width)
        return scope.MoveToOuter(_head.Forward(first));
    }

    /// <inheritdoc/>
    public void Dispose() => Encoder.Dispose();
}
