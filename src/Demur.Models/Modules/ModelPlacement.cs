using Demur.Tensors;

namespace Demur.Models.Modules;

/// <summary>Where a model's weights live and with what precision it works.</summary>
public sealed record ModelPlacement
{
    /// <summary>Gets the type that weights are kept in.</summary>
    /// <value>The default is float32.</value>
    public ScalarType DType { get; init; } = ScalarType.Float32;

    /// <summary>Gets the type of hidden states and matrix products; with float32 weights and bfloat16 here, training is in mixed precision.</summary>
    /// <value>The default is null: that of the weights.</value>
    public ScalarType? ComputeDType { get; init; }

    /// <summary>Gets whether weights that a file stores in blocks stay in them where products read them so; <see cref="DType"/> is then that of all others.</summary>
    /// <value>The default is false: every weight is decoded.</value>
    public bool KeepBlocks { get; init; }

    /// <summary>Gets the device.</summary>
    /// <value>The default is the CPU.</value>
    public Device Device { get; init; }
}
