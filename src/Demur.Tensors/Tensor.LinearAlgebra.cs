using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

public sealed partial class Tensor
{
    /// <summary>Multiplies matrices over the last two dimensions; leading ones are stretched to fit.</summary>
    public Tensor MatMul(Tensor other) => Wrap(demur_matmul(Handle, other.Handle));

    /// <summary>Multiplies matrices one by one. <c>(B, M, K) x (B, K, N)</c> becomes <c>(B, M, N)</c>.</summary>
    public Tensor Bmm(Tensor other) => Wrap(demur_bmm(Handle, other.Handle));

    /// <summary>Multiplies by the transposed weight and adds the bias.</summary>
    /// <param name="weight"><c>(out, in)</c>, as checkpoints keep it.</param>
    /// <param name="bias"><c>(out)</c>, or none.</param>
    public Tensor Linear(Tensor weight, Tensor? bias = null) => Wrap(demur_linear(Handle, weight.Handle, HandleOf(bias)));

    /// <summary>Brings the last dimension to mean 0 and variance 1, then scales and shifts it.</summary>
    /// <param name="weight">The scale, <c>(width)</c>, or none.</param>
    /// <param name="bias">The shift, <c>(width)</c>, or none.</param>
    /// <param name="epsilon">Added to the variance; 1e-5 by default.</param>
    public Tensor LayerNorm(Tensor? weight, Tensor? bias, double epsilon = 1e-5) =>
        Wrap(demur_layer_norm(Handle, HandleOf(weight), HandleOf(bias), epsilon));

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_matmul(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_bmm(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_linear(TensorHandle x, TensorHandle weight, TensorHandle bias);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_layer_norm(TensorHandle x, TensorHandle weight, TensorHandle bias, double epsilon);
}
