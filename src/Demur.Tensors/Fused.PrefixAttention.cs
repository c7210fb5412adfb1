using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

public static partial class Fused
{
    /// <summary>Turns new queries and keys to their positions, writes keys and values into the cache, and attends; causal, without gradients.</summary>
    /// <param name="input">Packed and not turned yet, <c>(N, heads, head dimension)</c>; prompts and single steps mix.</param>
    /// <param name="cache">The layer's cache and rotary table.</param>
    /// <param name="rows">The rows in the order of their tokens, no slot twice.</param>
    /// <param name="options">Scale, window and bound.</param>
    /// <returns><c>(N, query heads * head dimension)</c>.</returns>
    /// <exception cref="TorchException">A row outgrows the cache or the rotary table.</exception>
    public static Tensor PrefixAttention(AttentionInput input, PrefixCache cache, ReadOnlySpan<PrefixRow> rows, AttentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (query, key, value) = input;
        return Tensor.Wrap(demur_prefix_attention(
            query.Handle,
            key.Handle,
            value.Handle,
            cache.Keys.Handle,
            cache.Values.Handle,
            Tensor.HandleOf(cache.PrefixKeys),
            Tensor.HandleOf(cache.PrefixValues),
            Tensor.HandleOf(cache.Cosine),
            Tensor.HandleOf(cache.Sine),
            MemoryMarshal.Cast<PrefixRow, int>(rows),
            rows.Length,
            options.Window,
            options.ScaleFor(query),
            options.Softcap));
    }

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_prefix_attention(
        TensorHandle query,
        TensorHandle key,
        TensorHandle value,
        TensorHandle keys,
        TensorHandle values,
        TensorHandle prefixKeys,
        TensorHandle prefixValues,
        TensorHandle cosine,
        TensorHandle sine,
        ReadOnlySpan<int> rows,
        int rowCount,
        int window,
        double scale,
        double softcap);
}
