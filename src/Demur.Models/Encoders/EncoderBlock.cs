using System.Globalization;
using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>One layer of an encoder: attention and feed-forward, each added to its input and then normalised.</summary>
internal sealed class EncoderBlock
{
    private readonly ModelConfig _config;
    private readonly EncoderLinear _attentionOutput;
    private readonly EncoderNorm _attentionNorm;
    private readonly EncoderLinear _inner;
    private readonly EncoderLinear _outer;
    private readonly EncoderNorm _outputNorm;

    public EncoderBlock(ModelConfig config, EncoderWeights weights, EncoderNames names, int layer)
    {
        _config = config;
        var (hidden, heads, inner) = (config.HiddenSize, config.HeadCount * config.HeadDimension, config.IntermediateSize);
        var prefix = string.Format(CultureInfo.InvariantCulture, names.Layer, layer);
        Query = weights.BodyLinear(prefix + names.Query, hidden, heads);
        Key = weights.BodyLinear(prefix + names.Key, hidden, heads);
        Value = weights.BodyLinear(prefix + names.Value, hidden, heads);
        _attentionOutput = weights.BodyLinear(prefix + names.AttentionOutput, heads, hidden);
        _attentionNorm = weights.BodyNorm(prefix + names.AttentionNorm, hidden, config.NormEpsilon);
        _inner = weights.BodyLinear(prefix + names.Inner, hidden, inner);
        _outer = weights.BodyLinear(prefix + names.Outer, inner, hidden);
        _outputNorm = weights.BodyNorm(prefix + names.OutputNorm, hidden, config.NormEpsilon);
    }

    public EncoderLinear Query { get; }

    public EncoderLinear Key { get; }

    public EncoderLinear Value { get; }

    /// <summary>Runs the layer. <c>// (N, width)</c></summary>
    public Tensor Forward(Tensor x, TextBatch batch, IEncoderAttention attention)
    {
        using var scope = new TensorScope();
        var input = new AttentionInput(Heads(Query.Forward(x)), Heads(Key.Forward(x)), Heads(Value.Forward(x)));
        var mixed = attention.Forward(input, batch, this).Reshape(batch.Tokens, -1);
        var attended = _attentionNorm.Forward(_attentionOutput.Forward(mixed) + x);
        var raised = _config.Activation.Apply(_inner.Forward(attended));
        return scope.MoveToOuter(_outputNorm.Forward(_outer.Forward(raised) + attended));
    }

    private Tensor Heads(Tensor x) => x.View(x.Size(0), _config.HeadCount, _config.HeadDimension); // (N, heads, head width)
}
