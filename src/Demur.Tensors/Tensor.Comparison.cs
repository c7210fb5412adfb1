using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

public sealed partial class Tensor
{
    /// <summary>Says where elements equal compared with those at the same place.</summary>
    public Tensor EqualTo(Tensor other) => Wrap(demur_eq(Handle, other.Handle));

    /// <summary>Says where elements equal compared with one number.</summary>
    public Tensor EqualTo(double other) => Wrap(demur_eq_scalar(Handle, other));

    /// <summary>Says where elements differ compared with those at the same place.</summary>
    public Tensor NotEqualTo(Tensor other) => Wrap(demur_ne(Handle, other.Handle));

    /// <summary>Says where elements differ compared with one number.</summary>
    public Tensor NotEqualTo(double other) => Wrap(demur_ne_scalar(Handle, other));

    /// <summary>Says where elements are less compared with those at the same place.</summary>
    public Tensor LessThan(Tensor other) => Wrap(demur_lt(Handle, other.Handle));

    /// <summary>Says where elements are less compared with one number.</summary>
    public Tensor LessThan(double other) => Wrap(demur_lt_scalar(Handle, other));

    /// <summary>Says where elements are less or equal compared with those at the same place.</summary>
    public Tensor LessOrEqual(Tensor other) => Wrap(demur_le(Handle, other.Handle));

    /// <summary>Says where elements are less or equal compared with one number.</summary>
    public Tensor LessOrEqual(double other) => Wrap(demur_le_scalar(Handle, other));

    /// <summary>Says where elements are greater compared with those at the same place.</summary>
    public Tensor GreaterThan(Tensor other) => Wrap(demur_gt(Handle, other.Handle));

    /// <summary>Says where elements are greater compared with one number.</summary>
    public Tensor GreaterThan(double other) => Wrap(demur_gt_scalar(Handle, other));

    /// <summary>Says where elements are greater or equal compared with those at the same place.</summary>
    public Tensor GreaterOrEqual(Tensor other) => Wrap(demur_ge(Handle, other.Handle));

    /// <summary>Says where elements are greater or equal compared with one number.</summary>
    public Tensor GreaterOrEqual(double other) => Wrap(demur_ge_scalar(Handle, other));

    /// <summary>Says where both are true.</summary>
    public Tensor And(Tensor other) => Wrap(demur_logical_and(Handle, other.Handle));

    /// <summary>Says where at least one is true.</summary>
    public Tensor Or(Tensor other) => Wrap(demur_logical_or(Handle, other.Handle));

    /// <summary>Says where this is false or zero.</summary>
    public Tensor Not() => Wrap(demur_logical_not(Handle));

    /// <summary>Says where elements are not a number.</summary>
    public Tensor IsNaN() => Wrap(demur_isnan(Handle));

    /// <summary>Says where elements are neither infinite nor not a number.</summary>
    public Tensor IsFinite() => Wrap(demur_isfinite(Handle));

    /// <summary>Says whether shape and every value agree exactly.</summary>
    public static bool Same(Tensor left, Tensor right)
    {
        Shim.Check(demur_same(left.Handle, right.Handle, out var answer));
        return answer != 0;
    }

    /// <summary>Says whether |left - right| is at most absolute + relative * |right| at every place.</summary>
    public static bool AllClose(Tensor left, Tensor right, double relative = 1e-5, double absolute = 1e-8)
    {
        Shim.Check(demur_allclose(left.Handle, right.Handle, relative, absolute, out var answer));
        return answer != 0;
    }

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_eq(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_eq_scalar(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_ne(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_ne_scalar(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_lt(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_lt_scalar(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_le(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_le_scalar(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_gt(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_gt_scalar(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_ge(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_ge_scalar(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_logical_and(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_logical_or(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_logical_not(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_isnan(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_isfinite(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial int demur_same(TensorHandle x, TensorHandle y, out int answer);

    [LibraryImport(Shim.Library)]
    private static partial int demur_allclose(TensorHandle x, TensorHandle y, double relative, double absolute, out int answer);
}
