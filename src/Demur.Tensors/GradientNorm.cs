using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

/// <summary>The norm of all gradients together, and its limit.</summary>
public static partial class GradientNorm
{
    /// <summary>Scales all gradients down so that their common 2-norm is at most the limit (Pascanu et al. 2013).</summary>
    /// <param name="parameters">Parameters; those without a gradient count as zero.</param>
    /// <param name="limit">The largest norm; positive infinity only measures.</param>
    /// <returns>The norm before scaling. When it is not a number or infinite nothing is scaled: the caller decides.</returns>
    public static double Clip(IReadOnlyList<Tensor> parameters, double limit)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        using var pointers = new HandleList(parameters);
        Shim.Check(demur_clip_grad_norm(pointers.Pointers, parameters.Count, limit, out var norm));
        return norm;
    }

    [LibraryImport(Shim.Library)]
    private static partial int demur_clip_grad_norm(ReadOnlySpan<nint> parameters, int count, double limit, out double norm);
}
