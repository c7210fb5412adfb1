using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>A layer norm.</summary>
internal sealed record EncoderNorm(Tensor Weight, Tensor Bias, double Epsilon)
{
    public Tensor Forward(Tensor x) => x.LayerNorm(Weight, Bias, Epsilon);
}
