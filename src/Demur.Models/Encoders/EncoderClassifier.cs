using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>An encoder that scores labels from the state of a text's first token.</summary>
internal sealed class EncoderClassifier : ISequenceClassifier
{
    private readonly TextEncoder _encoder;
    private readonly PooledHead _head;

    private EncoderClassifier(TextEncoder encoder, ClassifierLabels labels)
    {
        _encoder = encoder;
        Labels = labels;
        _head = PooledHead.Read(encoder, labels.Names.Count);
    }

    public ModelConfig Config => _encoder.Config;

    public ClassifierLabels Labels { get; }

    public int LongestText => _encoder.LongestText;

    public static EncoderClassifier Load(ModelConfig config, ClassifierLabels labels, ITensorSource source, Device device)
    {
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

    public Tensor Logits(TextBatch batch)
    {
        using var scope = new TensorScope();
        var hidden = _encoder.Forward(batch);
        var first = hidden.IndexSelect(0, Tensor.From(batch.Firsts()).To(_encoder.Device)); // (rows, width)
        return scope.MoveToOuter(_head.Forward(first));
    }

    public void Dispose() => _encoder.Dispose();
}
