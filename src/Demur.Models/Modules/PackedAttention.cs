using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>Attention within the rows of a batch, with gradients.</summary>
/// <remarks>Lives within one scope: its tensors belong to the scope that it is made in.</remarks>
internal sealed class PackedAttention(LayerAttention layers, TokenBatch batch, Device device) : IAttention
{
    private readonly Dictionary<RotaryTable, (Tensor Cos, Tensor Sin)> _angles = [];
    private readonly int _longest = batch.LongestRow;

    public Tensor Positions { get; } = Tensor.From(batch.Positions()).To(device);

    /// <summary>Gathers each token's angles now, while the scope that is to own them is the current one.</summary>
    public PackedAttention Prepared(int layerCount)
    {
        for (var layer = 0; layer < layerCount; layer++)
        {
            if (layers.Rotation(layer) is { } table && !_angles.ContainsKey(table))
            {
                var (cos, sin) = table.Upto(_longest);
                _angles[table] = (cos.IndexSelect(0, Positions), sin.IndexSelect(0, Positions));
            }
        }

        return this;
    }

    public Tensor Attend(int layer, AttentionInput input)
    {
        var mixed = Fused.PackedAttention(Turned(layer, input), batch.OffsetSpan, layers.Options(layer)); // (N, heads, head dimension)
        return mixed.Reshape(mixed.Size(0), mixed.Size(1) * mixed.Size(2));
    }

    /// <summary>Turns queries and keys to their positions, where the family does that.</summary>
    public AttentionInput Turned(int layer, AttentionInput input)
    {
        if (layers.Rotation(layer) is not { } table)
        {
            return input;
        }

        var (cos, sin) = _angles[table];
        return input with { Query = Fused.Rope(input.Query, cos, sin), Key = Fused.Rope(input.Key, cos, sin) };
    }
}
