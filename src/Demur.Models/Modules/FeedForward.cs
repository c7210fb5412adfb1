using Demur.Models.Checkpoints.Configs;
using Demur.Models.Families;
using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>The feed-forward half of a block, gated or not.</summary>
internal sealed class FeedForward : IDisposable
{
    private readonly bool _gated;
    private readonly Activation _activation;

    public FeedForward(WeightReader reader, string block, ModelConfig config, DecoderFamily family)
    {
        _gated = family.Gated;
        _activation = config.Activation;
        long inner = config.IntermediateSize;
        var names = reader.Names;
        var inputs = names.GateUp.Count == 1 && _gated ? [2 * inner] : names.GateUp.Select(_ => inner).ToArray();
        Up = new Projection(
            reader, [.. names.GateUp.Select(name => block + name)], inputs, (config.HiddenSize, config.HasMlpBias, family.StoresTransposed));
        Down = new Projection(
            reader, [block + names.Down], [config.HiddenSize], (inner, config.HasMlpBias, family.StoresTransposed));
    }

    public Projection Up { get; }

    public Projection Down { get; }

    public Tensor Forward(Tensor x) => Down.Forward(_gated ? Gate(x) : Activate(Up.Forward(x)));

    public void Dispose()
    {
        Up.Dispose();
        Down.Dispose();
    }

    private Tensor Gate(Tensor x)
    {
        GateActivation? fused = _activation switch
        {
            Activation.Silu => GateActivation.Silu,
            Activation.GeluTanh => GateActivation.GeluTanh,
            Activation.Gelu => GateActivation.Gelu,
            _ => null,
        };
        if (fused is { } known && !Up.IsAdapted)
        {
            return Fused.Gated(Up.Forward(x), known);
        }

        long[] halves = [Up.Outputs / 2, Up.Outputs / 2];
        var parts = Up.ForwardSplit(x, halves); // gate, up: (N, inner) each
        return fused is { } function ? Fused.Gated(parts[0], parts[1], function) : Activate(parts[0]) * parts[1];
    }

    private Tensor Activate(Tensor x) => _activation switch
    {
        Activation.Silu => x.Silu(),
        Activation.Gelu => x.Gelu(),
        Activation.GeluTanh => x.Gelu(approximate: true),
        Activation.Relu => x.Relu(),
        _ => x.Tanh(),
    };
}
