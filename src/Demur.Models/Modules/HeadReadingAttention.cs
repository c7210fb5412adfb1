using Demur.Models.Interventions;
using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>Attention over one row that tells of each head at the last token and changes nothing.</summary>
/// <remarks>The weights are computed a second time, in float32, since the fused kernel keeps none.</remarks>
internal sealed class HeadReadingAttention(PackedAttention packed, Decoder decoder, Action<HeadReading> read) : IAttention
{
    public Tensor Positions => packed.Positions;

    public Tensor Attend(int layer, AttentionInput input)
    {
        var mixed = packed.Attend(layer, input); // (N, heads * head dimension)
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        read(new HeadReading(layer, Weights(packed.Turned(layer, input), decoder.Layers.Options(layer)), Outputs(layer, mixed, (int)input.Query.Size(1))));
        return mixed;
    }

    private static Tensor Weights(AttentionInput turned, AttentionOptions options)
    {
        var (tokens, heads, width) = (turned.Query.Size(0), turned.Query.Size(1), turned.Query.Size(2));
        var query = turned.Query.Select(0, tokens - 1).To(ScalarType.Float32).View(turned.Key.Size(1), heads / turned.Key.Size(1), width); // (key heads, queries a key, width)
        var keys = turned.Key.To(ScalarType.Float32).Transpose(0, 1); // (key heads, N, width)
        var scores = query.MatMul(keys.Transpose(1, 2)) * (options.Scale ?? (1 / Math.Sqrt(width)));
        if (options.Softcap > 0)
        {
            scores = (scores / options.Softcap).Tanh() * options.Softcap;
        }

        var hidden = options.Window > 0 ? Math.Max(0, tokens - options.Window) : 0;
        var weights = scores.Narrow(2, hidden, tokens - hidden).Softmax(-1).Reshape(heads, tokens - hidden);
        return hidden == 0 ? weights : Tensor.Cat([Tensor.Zeros([heads, hidden], ScalarType.Float32, weights.Device), weights], 1);
    }

    // One row for each head, in which the others are 0: the projection is linear but for its bias.
    private Tensor Outputs(int layer, Tensor mixed, int heads)
    {
        var width = mixed.Size(1);
        var last = mixed.Select(0, mixed.Size(0) - 1).View(1, heads, width / heads);
        var own = Tensor.From(Enumerable.Range(0, heads * heads).Select(i => i / heads == i % heads ? 1f : 0f).ToArray(), heads, heads, 1).To(mixed.DType, mixed.Device);
        var parts = Tensor.Cat([(own * last).Reshape(heads, width), Tensor.Zeros([1, width], mixed.DType, mixed.Device)], 0);
        var written = decoder.Blocks[layer].Attention.Out.Forward(parts).To(ScalarType.Float32); // (heads + 1, hidden)
        return written.Narrow(0, 0, heads) - written.Narrow(0, heads, 1);
    }
}
