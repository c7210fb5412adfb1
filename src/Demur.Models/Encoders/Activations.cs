using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>Applies an activation by its name in the configuration.</summary>
internal static class Activations
{
    public static Tensor Apply(this Activation activation, Tensor x) => activation switch
    {
        Activation.Silu => x.Silu(),
        Activation.Gelu => x.Gelu(),
        Activation.GeluTanh => x.Gelu(approximate: true),
        Activation.Relu => x.Relu(),
        Activation.Tanh => x.Tanh(),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Not an activation."),
    };
}
