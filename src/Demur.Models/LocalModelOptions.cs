using Demur.Tensors;

namespace Demur.Models;

/// <summary>How a checkpoint is brought into memory.</summary>
public sealed record LocalModelOptions
{
    /// <summary>Gets the type of weights, hidden states and matrix products.</summary>
    /// <value>The default is null: bfloat16 where the processor or GPU computes with it, else float32.</value>
    public ScalarType? DType { get; init; }

    /// <summary>Gets the type of hidden states and matrix products where it differs from that of the weights, as in mixed precision.</summary>
    /// <value>The default is null: that of the weights.</value>
    public ScalarType? ComputeDType { get; init; }

    /// <summary>Gets whether weights stay in the Q8_0, Q4_0 or Q4_1 blocks of their GGUF file, which answers one conversation faster and takes less memory.</summary>
    /// <remarks>Such a model answers and is read; it cannot be tuned, edited or given an adapter. On the CPU only.</remarks>
    /// <value>The default is false: weights are decoded to <see cref="DType"/>.</value>
    public bool KeepBlocks { get; init; }

    /// <summary>Gets the device.</summary>
    /// <value>The default is the CPU.</value>
    public Device Device { get; init; }

    /// <summary>Gets the base model of an adapter folder; null to take the one that the adapter names.</summary>
    public string? Base { get; init; }

    /// <summary>Gets the factor on an adapter's change; see <see cref="Adapters.LoraAdapter.SetStrength"/>.</summary>
    /// <value>The default is null: the adapter as it was trained.</value>
    public double? AdapterScale { get; init; }

    /// <summary>Gets whether an adapter is added to the weights at once, which makes answers as fast as the base's.</summary>
    /// <value>The default is true; false leaves it beside them, where it can be trained or suspended.</value>
    public bool MergeAdapter { get; init; } = true;
}
