using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

/// <summary>Switches for the recording of gradients on the calling thread, and gradients of chosen inputs.</summary>
public static partial class Autograd
{
    /// <summary>Whether operations on this thread are recorded; true when nothing was switched.</summary>
    public static bool IsEnabled => demur_grad_mode() != 0;

    /// <summary>Stops recording on this thread until the result is disposed (on the same thread).</summary>
    public static GradientModeScope NoGrad() => new(enabled: false);

    /// <summary>Records on this thread until the result is disposed, also inside <see cref="NoGrad"/>.</summary>
    public static GradientModeScope EnableGrad() => new(enabled: true);

    /// <summary>Computes the gradients of an output with respect to chosen inputs, without touching any tensor's <see cref="Tensor.Grad"/>.</summary>
    /// <param name="output">A scalar, or any shape when <paramref name="outputGradient"/> is given.</param>
    /// <param name="inputs">Tensors that require gradients, leaves or not.</param>
    /// <param name="outputGradient">The gradient that arrives at the output; 1 when absent.</param>
    /// <param name="keepGraph">Whether the history stays for another backward pass.</param>
    /// <returns>One gradient an input; zeros for an input that the output does not depend on.</returns>
    public static Tensor[] Gradients(Tensor output, IReadOnlyList<Tensor> inputs, Tensor? outputGradient = null, bool keepGraph = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(inputs);
        using var pointers = new HandleList(inputs);
        var gradients = new nint[inputs.Count];
        Shim.Check(demur_gradients(output.Handle, Tensor.HandleOf(outputGradient), pointers.Pointers, inputs.Count, keepGraph ? 1 : 0, gradients));
        return [.. gradients.Select((gradient, i) => Tensor.WrapOptional(gradient) ?? Tensor.ZerosLike(inputs[i]))];
    }

    internal static void Set(bool enabled) => demur_set_grad_mode(enabled ? 1 : 0);

    [LibraryImport(Shim.Library)]
    private static partial int demur_grad_mode();

    [LibraryImport(Shim.Library)]
    private static partial void demur_set_grad_mode(int enabled);

    [LibraryImport(Shim.Library)]
    private static partial int demur_gradients(
        TensorHandle output, TensorHandle outputGradient, ReadOnlySpan<nint> inputs, int count, int keepGraph, Span<nint> gradients);
}
