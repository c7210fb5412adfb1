namespace Demur.Tensors;

/// <summary>Which sequences a step continues, and the cache of one layer that holds their past.</summary>
/// <remarks>Sequence i takes rows Offsets[i] to Offsets[i + 1] of the step, has Lengths[i] tokens in slot Slots[i], and grows there.</remarks>
public readonly ref struct CacheRows
{
    /// <summary>The keys, <c>(slots, key heads, capacity, head dimension)</c>, contiguous; written in place.</summary>
    public required Tensor Keys { get; init; }

    /// <summary>The values, of the same shape; written in place.</summary>
    public required Tensor Values { get; init; }

    /// <summary>Where each sequence's rows begin, and after the last one where it ends: one more than there are sequences.</summary>
    public required ReadOnlySpan<long> Offsets { get; init; }

    /// <summary>The slot of each sequence; no two the same.</summary>
    public required ReadOnlySpan<long> Slots { get; init; }

    /// <summary>The tokens that each slot held before this step. The caller advances them when all layers are done.</summary>
    public required ReadOnlySpan<long> Lengths { get; init; }
}
