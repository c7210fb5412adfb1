using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

public static partial class Fused
{
    /// <summary>Attends within sequences that lie one after the other, without padding. Gradients flow to all three inputs.</summary>
    /// <param name="input">Packed: <c>(N, heads, head dimension)</c>.</param>
    /// <param name="offsets">Where each sequence begins, from 0, and after the last one N.</param>
    /// <param name="options">Scale, mask and bound.</param>
    /// <returns><c>(N, query heads, head dimension)</c>.</returns>
    public static Tensor PackedAttention(AttentionInput input, ReadOnlySpan<long> offsets, AttentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (query, key, value) = input;
        CheckOffsets(offsets, query.Size(0));
        return Tensor.Wrap(demur_attention_packed(
            query.Handle,
            key.Handle,
            value.Handle,
            offsets,
            offsets.Length - 1,
            options.ScaleFor(query),
            options.Causal ? 1 : 0,
            options.Window,
            options.Softcap));
    }

    /// <summary>Attends in a padded batch. Gradients flow to all three inputs.</summary>
    /// <param name="input">Padded: <c>(B, T, heads, head dimension)</c>; with more keys than queries the last query stands at the last key.</param>
    /// <param name="mask">Stretched to <c>(B, query heads, T, S)</c>: bool keeps where true, a floating type is added to the scores; null keeps all.</param>
    /// <param name="options">Scale, mask and bound; its mask holds besides <paramref name="mask"/>.</param>
    /// <returns><c>(B, T, query heads, head dimension)</c>; a query that sees no key gets the mean of all values.</returns>
    public static Tensor MaskedAttention(AttentionInput input, Tensor? mask, AttentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (query, key, value) = input;
        return Tensor.Wrap(demur_attention_masked(
            query.Handle,
            key.Handle,
            value.Handle,
            Tensor.HandleOf(mask),
            options.ScaleFor(query),
            options.Causal ? 1 : 0,
            options.Window,
            options.Softcap));
    }

    private static void CheckOffsets(ReadOnlySpan<long> offsets, long rows)
    {
        var valid = offsets.Length >= 2 && offsets[0] == 0 && offsets[^1] == rows;
        for (var i = 1; valid && i < offsets.Length; i++)
        {
            valid = offsets[i] >= offsets[i - 1];
        }

        if (!valid)
        {
            throw new ArgumentException(
                $"Offsets rise from 0 to the number of rows, {rows}; given were [{string.Join(", ", offsets.ToArray().Take(8))}{(offsets.Length > 8 ? ", ..." : "")}].",
                nameof(offsets));
        }
    }

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_attention_packed(
        TensorHandle query,
        TensorHandle key,
        TensorHandle value,
        ReadOnlySpan<long> offsets,
        int sequences,
        double scale,
        int causal,
        long window,
        double softcap);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_attention_masked(
        TensorHandle query,
        TensorHandle key,
        TensorHandle value,
        TensorHandle mask,
        double scale,
        int causal,
        long window,
        double softcap);
}
