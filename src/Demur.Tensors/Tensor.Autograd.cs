using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

public sealed partial class Tensor
{
    /// <summary>Whether operations on this tensor are recorded so that a gradient reaches it.</summary>
    public bool RequiresGrad
    {
        get => demur_requires_grad(Handle) != 0;
        set => Shim.Check(demur_set_requires_grad(Handle, value ? 1 : 0));
    }

    /// <summary>Whether this tensor is an input of the recorded computation and not a result of it.</summary>
    public bool IsLeaf => demur_is_leaf(Handle) != 0;

    /// <summary>The gradient that backward passes added up here, or null before the first.</summary>
    /// <remarks>Each read makes a new handle on the same memory, owned like any new tensor. Set null to start over.</remarks>
    public Tensor? Grad
    {
        get
        {
            Shim.Check(demur_grad(Handle, out var gradient));
            return WrapOptional(gradient);
        }
        set => Shim.Check(demur_set_grad(Handle, HandleOf(value)));
    }

    /// <summary>Marks this tensor as one whose gradient is wanted, and returns it.</summary>
    public Tensor WithGrad()
    {
        RequiresGrad = true;
        return this;
    }

    /// <summary>Computes the gradients of this tensor with respect to every leaf that requires one and adds them to <see cref="Grad"/>.</summary>
    /// <param name="gradient">The gradient that arrives here; 1 when absent, which needs a scalar.</param>
    /// <param name="keepGraph">Whether the history stays for another backward pass.</param>
    public void Backward(Tensor? gradient = null, bool keepGraph = false) =>
        Shim.Check(demur_backward(Handle, HandleOf(gradient), keepGraph ? 1 : 0));

    [LibraryImport(Shim.Library)]
    private static partial int demur_requires_grad(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial int demur_set_requires_grad(TensorHandle x, int required);

    [LibraryImport(Shim.Library)]
    private static partial int demur_is_leaf(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial int demur_grad(TensorHandle x, out nint gradient);

    [LibraryImport(Shim.Library)]
    private static partial int demur_set_grad(TensorHandle x, TensorHandle gradient);

    [LibraryImport(Shim.Library)]
    private static partial int demur_backward(TensorHandle x, TensorHandle gradient, int keepGraph);
}
