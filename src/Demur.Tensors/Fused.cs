using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

/// <summary>Operations of transformer layers that the native library does in one pass, with gradients.</summary>
/// <remarks>Each equals its plain formula; sums, norms and softmax are taken in float32 or wider whatever the type.</remarks>
public static partial class Fused
{
    /// <summary>Divides the last dimension by its root mean square and scales it: Zhang &amp; Sennrich 2019, eq. 4.</summary>
    /// <param name="x"><c>(..., width)</c>.</param>
    /// <param name="weight"><c>(width)</c>.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="weightOffset">Added to the weight: 0, or 1 for Gemma.</param>
    public static Tensor RmsNorm(Tensor x, Tensor weight, double epsilon, double weightOffset = 0) =>
        Tensor.Wrap(demur_rms_norm(x.Handle, weight.Handle, epsilon, weightOffset));

    /// <summary>Turns pairs of dimensions (i, i + half) by an angle that depends on the position: Su et al. 2021, eq. 34, halves layout.</summary>
    /// <param name="x">Queries or keys, <c>(..., heads, head dimension)</c>.</param>
    /// <param name="cosine"><c>(..., half)</c>, one row a position; dimensions from 2 * half on stay as they are.</param>
    /// <param name="sine">Of the same shape.</param>
    public static Tensor Rope(Tensor x, Tensor cosine, Tensor sine) => Tensor.Wrap(demur_rope(x.Handle, cosine.Handle, sine.Handle));

    /// <summary>Multiplies the activated gate with the other branch, element by element (Shazeer 2020).</summary>
    public static Tensor Gated(Tensor gate, Tensor up, GateActivation activation = GateActivation.Silu) =>
        Tensor.Wrap(demur_gated(gate.Handle, up.Handle, (int)activation));

    /// <summary>The same on one tensor <c>(..., 2 * width)</c> with the gate in its first half.</summary>
    public static Tensor Gated(Tensor gateUp, GateActivation activation = GateActivation.Silu) =>
        Tensor.Wrap(demur_gated_packed(gateUp.Handle, (int)activation));

    /// <summary>Multiplies by a frozen weight and adds a trainable low-rank term: x W^T + bias + scale * dropout(x) A^T B^T.</summary>
    /// <param name="x"><c>(..., in)</c>.</param>
    /// <param name="weight"><c>(out, in)</c>, of the type of <paramref name="x"/>; it gets no gradient.</param>
    /// <param name="bias"><c>(out)</c>, or none.</param>
    /// <param name="branch">The term; its matrices get gradients in their own type.</param>
    public static Tensor LoraLinear(Tensor x, Tensor weight, Tensor? bias, LoraBranch branch)
    {
        ArgumentNullException.ThrowIfNull(branch);
        if (branch.DropoutProbability > 0 && branch.DropoutGenerator is null)
        {
            throw new ArgumentException("Dropout in a low-rank branch needs a generator: set LoraBranch.DropoutGenerator.", nameof(branch));
        }

        return Tensor.Wrap(demur_lora_linear(
            x.Handle,
            weight.Handle,
            Tensor.HandleOf(bias),
            branch.Down.Handle,
            branch.Up.Handle,
            branch.Scale,
            branch.DropoutProbability,
            branch.DropoutGenerator?.Handle ?? GeneratorHandle.None));
    }

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_rms_norm(TensorHandle x, TensorHandle weight, double epsilon, double offset);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_rope(TensorHandle x, TensorHandle cosine, TensorHandle sine);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_gated(TensorHandle gate, TensorHandle up, int activation);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_gated_packed(TensorHandle gateUp, int activation);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_lora_linear(
        TensorHandle x,
        TensorHandle weight,
        TensorHandle bias,
        TensorHandle down,
        TensorHandle up,
        double scale,
        double dropout,
        GeneratorHandle generator);
}
