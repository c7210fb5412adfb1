using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>A linear layer with a bias.</summary>
internal sealed record EncoderLinear(Tensor Weight, Tensor Bias)
{
    public Tensor Forward(Tensor x) => x.Linear(Weight, Bias);
}
