namespace Demur.Tensors;

/// <summary>What an attention operation reads. Query heads are a multiple of key heads: consecutive query heads share one.</summary>
/// <param name="Query"><c>(N, query heads, head dimension)</c> packed, or <c>(B, T, query heads, head dimension)</c> padded.</param>
/// <param name="Key">The same with the key heads.</param>
/// <param name="Value">The same as the keys.</param>
public readonly record struct AttentionInput(Tensor Query, Tensor Key, Tensor Value);
