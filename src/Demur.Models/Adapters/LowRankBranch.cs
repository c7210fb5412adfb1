using Demur.Tensors;

namespace Demur.Models.Adapters;

/// <summary>The low-rank change of one projection: LoRA (Hu et al. 2022), or DoRA (Liu et al. 2024) when there is a magnitude.</summary>
internal sealed class LowRankBranch : IDisposable
{
    /// <summary>Gets A, <c>(rank, in)</c>.</summary>
    public required Tensor Down { get; init; }

    /// <summary>Gets B, <c>(out, rank)</c>.</summary>
    public required Tensor Up { get; init; }

    /// <summary>Gets the factor on B A.</summary>
    public required double Scale { get; init; }

    /// <summary>Gets or sets a further factor on B A: 0 is the base's direction, 1 the adapter as it was trained.</summary>
    public double Strength { get; set; } = 1;

    /// <summary>Gets DoRA's length of each output's weights, <c>(out)</c>; null for plain LoRA.</summary>
    public Tensor? Magnitude { get; init; }

    /// <summary>Gets the share of the branch's input that is dropped while <see cref="Dropping"/> is set.</summary>
    public double Dropout { get; init; }

    /// <summary>Gets or sets what dropped elements are drawn from; null, as outside training, drops none.</summary>
    public Generator? Dropping { get; set; }

    /// <summary>Gets the matrices that there are.</summary>
    public IEnumerable<Tensor> Tensors => Magnitude is null ? [Down, Up] : [Down, Up, Magnitude];

    public Tensor Forward(Tensor x, Tensor weight, Tensor? bias)
    {
        var branch = new LoraBranch(Down, Up, Scale * Strength)
        {
            DropoutProbability = Dropping is null ? 0 : Dropout,
            DropoutGenerator = Dropping,
        };
        return Magnitude is null ? Fused.LoraLinear(x, weight, bias, branch) : Weighted(x, (weight, bias), Magnitude);
    }

    /// <summary>Gets what merging adds to the weight, <c>(out, in)</c> in float32.</summary>
    public Tensor Change(Tensor weight)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var wide = weight.To(ScalarType.Float32);
        var product = Product();
        if (Magnitude is null)
        {
            return scope.MoveToOuter(product);
        }

        var merged = wide + product;
        return scope.MoveToOuter((merged * Ratio(merged).Unsqueeze(1)) - wide);
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors)
        {
            tensor.Dispose();
        }
    }

    private Tensor Product() => Up.To(ScalarType.Float32).MatMul(Down.To(ScalarType.Float32)) * (Scale * Strength);

    // Liu et al. 2024, section 4.3: the norm is a constant for the gradient.
    private Tensor Ratio(Tensor merged) => Magnitude!.To(ScalarType.Float32) / merged.Norm(1).Detach();

    private Tensor Weighted(Tensor x, (Tensor Weight, Tensor? Bias) layer, Tensor magnitude)
    {
        var type = x.DType;
        Tensor ratio;
        using (Autograd.NoGrad())
        {
            ratio = (layer.Weight.To(ScalarType.Float32) + Product()).Norm(1).Reciprocal();
        }

        var input = Dropping is null || Dropout == 0 ? x : x.Dropout(Dropout, Dropping);
        var low = input.Linear(Down.To(type)).Linear(Up.To(type)) * (Scale * Strength);
        var scale = (magnitude.To(ScalarType.Float32) * ratio).To(type);

        // With dropout the reference scales the frozen product of the undropped input by 1 and that of the dropped one by the rest.
        var result = ReferenceEquals(input, x)
            ? x.Linear(layer.Weight) * scale
            : x.Linear(layer.Weight) + (input.Linear(layer.Weight) * (scale - 1.0));
        result += low * scale;
        return layer.Bias is null ? result : result + layer.Bias;
    }
}
