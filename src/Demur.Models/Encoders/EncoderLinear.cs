using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>A linear layer with a bias, and a low-rank change of it where one is attached.</summary>
internal sealed record EncoderLinear(Tensor Weight, Tensor Bias)
{
    /// <summary>Gets or sets the change; its owner disposes it.</summary>
    public LoraBranch? Branch { get; set; }

    public Tensor Forward(Tensor x) => Branch is { } branch ? Fused.LoraLinear(x, Weight, Bias, branch) : x.Linear(Weight, Bias);
}
