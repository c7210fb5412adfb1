using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

public static partial class Fused
{
    private static readonly HeadOptions DefaultHead = new();

    /// <summary>Takes the log-probability of each row's label, computing logits only for labelled rows and a few at a time.</summary>
    /// <param name="hidden">The states that predict, <c>(N, width)</c>; gradients flow to them.</param>
    /// <param name="head">The output weight, <c>(vocabulary, width)</c>; gradients flow to it when it requires them.</param>
    /// <param name="labels">The token that each row predicts, <c>(N)</c>, int64; any negative number means none.</param>
    /// <param name="options">Chunk, scale and bound; null for the defaults.</param>
    /// <returns><c>(N)</c> in float32 (float64 for float64 states): 0 where there is no label.</returns>
    public static Tensor TokenLogProbs(Tensor hidden, Tensor head, Tensor labels, HeadOptions? options = null)
    {
        options ??= DefaultHead;
        return Tensor.Wrap(demur_token_log_probs(
            hidden.Handle, head.Handle, labels.Handle, options.ChunkRows, options.Scale, options.Softcap));
    }

    /// <summary>Adds up -log p over the labelled rows: a scalar, to be divided by the caller's own count of labels.</summary>
    /// <inheritdoc cref="TokenLogProbs" path="/param"/>
    public static Tensor CrossEntropySum(Tensor hidden, Tensor head, Tensor labels, HeadOptions? options = null)
    {
        using var each = TokenLogProbs(hidden, head, labels, options);
        using var sum = each.Sum();
        return sum.Neg();
    }

    /// <summary>Computes logits in float32, without rounding them to the states' type first.</summary>
    /// <param name="hidden"><c>(N, width)</c>.</param>
    /// <param name="head">The output weight, <c>(vocabulary, width)</c>.</param>
    /// <param name="options">Scale and bound; null for the defaults. The chunk plays no part.</param>
    /// <returns><c>(N, vocabulary)</c> in float32 (float64 for float64 states).</returns>
    public static Tensor Logits(Tensor hidden, Tensor head, HeadOptions? options = null)
    {
        options ??= DefaultHead;
        return Tensor.Wrap(demur_logits(hidden.Handle, head.Handle, options.Scale, options.Softcap));
    }

    /// <summary>Compares rows of logits: <c>weight * sum p_ref (log p_ref - log p)</c>, and turns the policy's logits into the slopes of it.</summary>
    /// <param name="policy"><c>(N, vocabulary)</c>, after the softcap; afterwards the slopes before it.</param>
    /// <param name="reference">The same shape and type; its values are spoilt.</param>
    /// <param name="weight">Float32, <c>(N)</c>.</param>
    /// <param name="leavesOut">Float32, <c>(N)</c>: where not 0, the tokens <paramref name="leftOut"/> do not count.</param>
    /// <param name="leftOut">Int64, any number of them.</param>
    /// <param name="softcap">The bound that the logits went through; 0 for none.</param>
    /// <returns><c>(N)</c> in float64.</returns>
    public static Tensor Divergence(Tensor policy, Tensor reference, Tensor weight, Tensor leavesOut, Tensor leftOut, double softcap) =>
        Tensor.Wrap(demur_divergence(policy.Handle, reference.Handle, weight.Handle, leavesOut.Handle, leftOut.Handle, softcap));

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_divergence(
        TensorHandle policy, TensorHandle reference, TensorHandle weight, TensorHandle leavesOut, TensorHandle leftOut, double softcap);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_logits(TensorHandle hidden, TensorHandle head, double scale, double softcap);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_token_log_probs(
        TensorHandle hidden, TensorHandle head, TensorHandle labels, long chunk, double scale, double softcap);
}
