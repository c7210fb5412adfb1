using Demur.Models.Checkpoints.Configs;
using Demur.Models.Families;
using Demur.Models.Interventions;
using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>One layer of a decoder: attention and feed-forward, each behind a norm and added to the residual stream.</summary>
internal sealed class DecoderBlock : IDisposable
{
    private readonly int _layer;
    private readonly HookRegistry _hooks;
    private readonly Norm _attentionNorm;
    private readonly Norm? _afterAttentionNorm;
    private readonly Norm _mlpNorm;
    private readonly Norm? _afterMlpNorm;

    public DecoderBlock(WeightReader reader, int layer, (ModelConfig Config, DecoderFamily Family) shape, HookRegistry hooks)
    {
        var (config, family) = shape;
        var names = reader.Names;
        var block = $"{names.Body}{names.Blocks}{layer}.";
        _layer = layer;
        _hooks = hooks;
        _attentionNorm = Norm(names.AttentionNorm);
        Attention = new SelfAttention(reader, layer, config, family);
        _afterAttentionNorm = family.NormsOutputs ? Norm(names.AfterAttentionNorm) : null;
        _mlpNorm = Norm(names.MlpNorm);
        Mlp = new FeedForward(reader, block, config, family);
        _afterMlpNorm = family.NormsOutputs ? Norm(names.AfterMlpNorm) : null;

        Norm Norm(string name) => new(reader, block + name, family.Norm, (config.HiddenSize, config.NormEpsilon));
    }

    public SelfAttention Attention { get; }

    public FeedForward Mlp { get; }

    /// <summary>Gets every projection of the block, where adapters can be attached.</summary>
    public IEnumerable<Projection> Projections => [Attention.In, Attention.Out, Mlp.Up, Mlp.Down];

    /// <summary>Runs the block on the residual stream. <c>// (N, hidden)</c></summary>
    public Tensor Forward(Tensor states, IAttention attention)
    {
        using var scope = new TensorScope();
        states = _hooks.Apply(ResidualPoint.BlockInput, _layer, states);
        var mixed = Attention.Forward(_attentionNorm.Forward(states), attention);
        mixed = _hooks.Apply(ResidualPoint.AttentionOutput, _layer, mixed);
        states += _afterAttentionNorm?.Forward(mixed) ?? mixed;
        var fed = Mlp.Forward(_mlpNorm.Forward(states));
        fed = _hooks.Apply(ResidualPoint.MlpOutput, _layer, fed);
        return scope.MoveToOuter(states + (_afterMlpNorm?.Forward(fed) ?? fed));
    }

    public void Dispose()
    {
        _attentionNorm.Dispose();
        Attention.Dispose();
        _afterAttentionNorm?.Dispose();
        _mlpNorm.Dispose();
        Mlp.Dispose();
        _afterMlpNorm?.Dispose();
    }
}
