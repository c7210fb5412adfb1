using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>What attention needs to know of each layer: scale, window, bound and rotary table.</summary>
internal sealed class LayerAttention : IDisposable
{
    private readonly AttentionOptions[] _options;
    private readonly RotaryTable?[] _tables;

    public LayerAttention(ModelConfig config, Device device)
    {
        var full = Table(config.Rope);
        var sliding = config.SlidingRope is null ? full : Table(config.SlidingRope);
        _tables = [.. config.LayerKinds.Select(kind => kind == AttentionKind.Sliding ? sliding : full)];
        _options = [.. config.LayerKinds.Select((kind, layer) => new AttentionOptions
        {
            Scale = config.ScalesAttentionByLayer ? config.AttentionScale / (layer + 1) : config.AttentionScale,
            Window = kind == AttentionKind.Sliding ? config.SlidingWindow ?? 0 : 0,
            Softcap = config.AttentionLogitCap ?? 0,
        })];

        RotaryTable? Table(RopeParameters? rope) =>
            rope is null ? null : new RotaryTable(rope, config.HeadDimension, config.ContextLength, device);
    }

    public AttentionOptions Options(int layer) => _options[layer];

    /// <summary>Gets the layer's rotary table; layers with the same angles share one. Null when positions are learned.</summary>
    public RotaryTable? Rotation(int layer) => _tables[layer];

    public void Dispose()
    {
        foreach (var table in _tables.OfType<RotaryTable>().Distinct())
        {
            table.Dispose();
        }
    }
}
