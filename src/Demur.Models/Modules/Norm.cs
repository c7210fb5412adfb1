using Demur.Models.Families;
using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>One normalisation layer.</summary>
internal sealed class Norm : IDisposable
{
    private readonly NormKind _kind;
    private readonly double _epsilon;
    private readonly Tensor _weight;
    private readonly Tensor? _bias;

    public Norm(WeightReader reader, string name, NormKind kind, (int Width, double Epsilon) shape)
    {
        _kind = kind;
        _epsilon = shape.Epsilon;
        _weight = reader.Read(name + ".weight", shape.Width);
        _bias = kind == NormKind.Layer ? reader.Read(name + ".bias", shape.Width) : null;
    }

    /// <summary>Normalises the last dimension. <c>// (..., width)</c></summary>
    public Tensor Forward(Tensor x) => _kind switch
    {
        NormKind.Layer => x.LayerNorm(As(_weight, x), As(_bias!, x), _epsilon),
        _ => Fused.RmsNorm(x, As(_weight, x), _epsilon, _kind == NormKind.RmsPlusOne ? 1 : 0),
    };

    public void Dispose()
    {
        _weight.Dispose();
        _bias?.Dispose();
    }

    private static Tensor As(Tensor weight, Tensor x) => weight.DType == x.DType ? weight : weight.To(x.DType);
}
