using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Models.Generation;

/// <summary>Attention of one step over a cache.</summary>
/// <param name="layers">Scale, window and angles of each layer.</param>
/// <param name="cache">The cache, which the step writes to.</param>
/// <param name="rows">The rows of the step.</param>
/// <param name="fillsPrefix">Whether the step fills the shared beginning instead of a row.</param>
internal sealed class CachedAttention(LayerAttention layers, KeyValueCache cache, PrefixRow[] rows, bool fillsPrefix) : IAttention
{
    private readonly int _positions = rows.Max(row => row.Position + row.Count);

    /// <summary>Gets each token's position; made when asked for, since most families turn queries instead.</summary>
    public Tensor Positions => Tensor.From(rows
        .SelectMany(row => Enumerable.Range(row.Position, row.Count), (_, position) => (long)position).ToArray()).To(cache.Device);

    public Tensor Attend(int layer, AttentionInput input)
    {
        (Tensor? Cos, Tensor? Sin) angles = (null, null);
        if (layers.Rotation(layer) is { } table)
        {
            angles = table.Upto(_positions);
        }

        var place = fillsPrefix ? cache.PrefixAsRow(layer, angles) : cache.Layer(layer, angles);
        return Fused.PrefixAttention(input, place, rows, layers.Options(layer));
    }
}
