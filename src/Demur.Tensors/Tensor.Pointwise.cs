using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

public sealed partial class Tensor
{
    /// <summary>Raises e to each element.</summary>
    public Tensor Exp() => Wrap(demur_exp(Handle));

    /// <summary>Takes the natural logarithm of each element.</summary>
    public Tensor Log() => Wrap(demur_log(Handle));

    /// <summary>Takes log(1 + x), exact near zero.</summary>
    public Tensor Log1P() => Wrap(demur_log1p(Handle));

    /// <summary>Takes the square root of each element.</summary>
    public Tensor Sqrt() => Wrap(demur_sqrt(Handle));

    /// <summary>Takes 1 / sqrt(x) of each element.</summary>
    public Tensor Rsqrt() => Wrap(demur_rsqrt(Handle));

    /// <summary>Takes the hyperbolic tangent of each element.</summary>
    public Tensor Tanh() => Wrap(demur_tanh(Handle));

    /// <summary>Takes 1 / (1 + exp(-x)) of each element.</summary>
    public Tensor Sigmoid() => Wrap(demur_sigmoid(Handle));

    /// <summary>Takes log(1 / (1 + exp(-x))), without overflow.</summary>
    public Tensor LogSigmoid() => Wrap(demur_log_sigmoid(Handle));

    /// <summary>Takes x * sigmoid(x) of each element.</summary>
    public Tensor Silu() => Wrap(demur_silu(Handle));

    /// <summary>Takes max(x, 0) of each element.</summary>
    public Tensor Relu() => Wrap(demur_relu(Handle));

    /// <summary>Takes the sine of each element, in radians.</summary>
    public Tensor Sin() => Wrap(demur_sin(Handle));

    /// <summary>Takes the cosine of each element, in radians.</summary>
    public Tensor Cos() => Wrap(demur_cos(Handle));

    /// <summary>Takes the magnitude of each element.</summary>
    public Tensor Abs() => Wrap(demur_abs(Handle));

    /// <summary>Changes the sign of each element.</summary>
    public Tensor Neg() => Wrap(demur_neg(Handle));

    /// <summary>Takes -1, 0 or 1 by the sign of each element.</summary>
    public Tensor Sign() => Wrap(demur_sign(Handle));

    /// <summary>Takes the error function of each element.</summary>
    public Tensor Erf() => Wrap(demur_erf(Handle));

    /// <summary>Multiplies each element by itself.</summary>
    public Tensor Square() => Wrap(demur_square(Handle));

    /// <summary>Takes 1 / x of each element.</summary>
    public Tensor Reciprocal() => Wrap(demur_reciprocal(Handle));

    /// <summary>Rounds each element down.</summary>
    public Tensor Floor() => Wrap(demur_floor(Handle));

    /// <summary>Rounds each element to the nearest whole number, ties to even.</summary>
    public Tensor Round() => Wrap(demur_round(Handle));

    /// <summary>Takes x * Phi(x), the Gaussian error linear unit.</summary>
    /// <param name="approximate">True for the tanh formula (GPT-2's and Gemma's), false for the exact one.</param>
    public Tensor Gelu(bool approximate = false) => Wrap(demur_gelu(Handle, approximate ? 1 : 0));

    /// <summary>Keeps each element between two limits.</summary>
    public Tensor Clamp(double low, double high) => Wrap(demur_clamp(Handle, low, high));

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_exp(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_log(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_log1p(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_sqrt(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_rsqrt(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_tanh(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_sigmoid(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_log_sigmoid(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_silu(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_relu(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_sin(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_cos(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_abs(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_neg(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_sign(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_erf(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_square(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_reciprocal(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_floor(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_round(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_gelu(TensorHandle x, int approximate);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_clamp(TensorHandle x, double low, double high);
}
