namespace Demur.Tensors;

/// <summary>One layer's keys and values: what the rows of a batch share at their beginning, and what each row has of its own.</summary>
/// <remarks>
/// Keys lie transposed, so that products with many keys need no sum across lanes. The capacity is a multiple of 64 and the width
/// the head dimension rounded up to 16.
/// </remarks>
public readonly ref struct PrefixCache
{
    /// <summary>The smallest step of a cache's capacity.</summary>
    public const int CapacityStep = 64;

    /// <summary>The smallest step of a value's width.</summary>
    public const int WidthStep = 16;

    /// <summary>The rows' own keys, <c>(slots, key heads, head dimension, capacity)</c>; written in place.</summary>
    public required Tensor Keys { get; init; }

    /// <summary>The rows' own values, <c>(slots, key heads, capacity, width)</c>; written in place.</summary>
    public required Tensor Values { get; init; }

    /// <summary>The keys of the shared beginning, <c>(key heads, head dimension, capacity)</c>, or none.</summary>
    public Tensor? PrefixKeys { get; init; }

    /// <summary>The values of the shared beginning, <c>(key heads, capacity, width)</c>, or none.</summary>
    public Tensor? PrefixValues { get; init; }

    /// <summary>The cosines of every position that occurs, <c>(positions, half)</c> in float32, or none for learned positions.</summary>
    public Tensor? Cosine { get; init; }

    /// <summary>The sines, of the same shape.</summary>
    public Tensor? Sine { get; init; }
}
