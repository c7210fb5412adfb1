using Demur.Models.Adapters;
using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>The rows of a projection that a checkpoint stores as a weight of its own, and the adapter on them.</summary>
internal sealed class ProjectionPart(Projection owner, string name, long start, long length)
{
    /// <summary>Gets the module's name, for example <c>model.layers.0.self_attn.q_proj</c>.</summary>
    public string Name => name;

    public long Inputs => owner.Weight.Size(1);

    public long Outputs => length;

    /// <summary>Gets whether the checkpoint stores the weight as <c>(in, out)</c>.</summary>
    public bool StoredTransposed => owner.StoredTransposed;

    /// <summary>Gets or sets the low-rank change, or null for none. The adapter's owner disposes it.</summary>
    public LowRankBranch? Adapter { get; set; }

    public ScalarType DType => owner.Weight.DType;

    public Device Device => owner.Weight.Device;

    /// <summary>Gets the weight <c>(out, in)</c> as a view that the current scope owns.</summary>
    public Tensor Weight() => owner.Weight.Narrow(0, start, length);

    public Tensor? Bias() => owner.Bias?.Narrow(0, start, length);

    /// <summary>Multiplies with this part alone. <c>// (N, length)</c></summary>
    public Tensor Forward(Tensor x)
    {
        var weight = Projection.As(Weight(), x);
        var bias = Bias() is { } b ? Projection.As(b, x) : null;
        return Adapter is null ? x.Linear(weight, bias) : Adapter.Forward(x, weight, bias);
    }
}
