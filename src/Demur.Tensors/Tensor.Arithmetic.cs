using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

/// <content>Sums, products and the like. A whole number beside an integer tensor leaves its type alone.</content>
public sealed partial class Tensor
{
    /// <summary>Adds element by element; dimensions of extent 1 are stretched.</summary>
    public static Tensor operator +(Tensor left, Tensor right) => Wrap(demur_add(left.Handle, right.Handle));

    /// <summary>Adds with one number for every element.</summary>
    public static Tensor operator +(Tensor left, double right) => Wrap(demur_add_scalar(left.Handle, right));

    /// <summary>Subtracts element by element; dimensions of extent 1 are stretched.</summary>
    public static Tensor operator -(Tensor left, Tensor right) => Wrap(demur_sub(left.Handle, right.Handle));

    /// <summary>Subtracts with one number for every element.</summary>
    public static Tensor operator -(Tensor left, double right) => Wrap(demur_sub_scalar(left.Handle, right));

    /// <summary>Multiplies element by element; dimensions of extent 1 are stretched.</summary>
    public static Tensor operator *(Tensor left, Tensor right) => Wrap(demur_mul(left.Handle, right.Handle));

    /// <summary>Multiplies with one number for every element.</summary>
    public static Tensor operator *(Tensor left, double right) => Wrap(demur_mul_scalar(left.Handle, right));

    /// <summary>Divides element by element; dimensions of extent 1 are stretched.</summary>
    public static Tensor operator /(Tensor left, Tensor right) => Wrap(demur_div(left.Handle, right.Handle));

    /// <summary>Divides with one number for every element.</summary>
    public static Tensor operator /(Tensor left, double right) => Wrap(demur_div_scalar(left.Handle, right));

    /// <summary>Adds one number to every element.</summary>
    public static Tensor operator +(double left, Tensor right) => Wrap(demur_add_scalar(right.Handle, left));

    /// <summary>Subtracts every element from one number.</summary>
    public static Tensor operator -(double left, Tensor right) => Wrap(demur_rsub_scalar(right.Handle, left));

    /// <summary>Multiplies every element by one number.</summary>
    public static Tensor operator *(double left, Tensor right) => Wrap(demur_mul_scalar(right.Handle, left));

    /// <summary>Changes the sign of each element.</summary>
    public static Tensor operator -(Tensor tensor) => tensor.Neg();

    /// <summary>Raises each element to a power.</summary>
    public Tensor Pow(double exponent) => Wrap(demur_pow_scalar(Handle, exponent));

    /// <summary>Raises each element to the power that stands at its place.</summary>
    public Tensor Pow(Tensor exponent) => Wrap(demur_pow(Handle, exponent.Handle));

    /// <summary>Takes the larger of two elements at each place.</summary>
    public static Tensor Maximum(Tensor left, Tensor right) => Wrap(demur_maximum(left.Handle, right.Handle));

    /// <summary>Takes the smaller of two elements at each place.</summary>
    public static Tensor Minimum(Tensor left, Tensor right) => Wrap(demur_minimum(left.Handle, right.Handle));

    /// <summary>Adds into this tensor's own memory, and returns it.</summary>
    public Tensor AddInPlace(Tensor other) => Done(demur_add_in_place(Handle, other.Handle));

    /// <summary>Adds one number into this tensor's own memory, and returns it.</summary>
    public Tensor AddInPlace(double other) => Done(demur_add_scalar_in_place(Handle, other));

    /// <summary>Subtracts into this tensor's own memory, and returns it.</summary>
    public Tensor SubInPlace(Tensor other) => Done(demur_sub_in_place(Handle, other.Handle));

    /// <summary>Subtracts one number into this tensor's own memory, and returns it.</summary>
    public Tensor SubInPlace(double other) => Done(demur_sub_scalar_in_place(Handle, other));

    /// <summary>Multiplies into this tensor's own memory, and returns it.</summary>
    public Tensor MulInPlace(Tensor other) => Done(demur_mul_in_place(Handle, other.Handle));

    /// <summary>Multiplies one number into this tensor's own memory, and returns it.</summary>
    public Tensor MulInPlace(double other) => Done(demur_mul_scalar_in_place(Handle, other));

    /// <summary>Divides into this tensor's own memory, and returns it.</summary>
    public Tensor DivInPlace(Tensor other) => Done(demur_div_in_place(Handle, other.Handle));

    /// <summary>Divides one number into this tensor's own memory, and returns it.</summary>
    public Tensor DivInPlace(double other) => Done(demur_div_scalar_in_place(Handle, other));

    /// <summary>Adds a multiple of another tensor into this one's own memory, and returns it.</summary>
    public Tensor AddInPlace(Tensor other, double scale) => Done(demur_add_scaled_in_place(Handle, other.Handle, scale));

    /// <summary>Writes one value into every element, and returns this tensor.</summary>
    public Tensor Fill(double value) => Done(demur_fill(Handle, value));

    /// <summary>Writes another tensor's values over this one's, converted and moved as needed, and returns this tensor.</summary>
    public Tensor CopyFrom(Tensor source) => Done(demur_copy_from(Handle, source.Handle));

    private Tensor Done(int status)
    {
        Shim.Check(status);
        return this;
    }

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_add(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_sub(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_mul(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_div(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_pow(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_maximum(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_minimum(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_add_scalar(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_sub_scalar(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_mul_scalar(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_div_scalar(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_rsub_scalar(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_pow_scalar(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial int demur_add_in_place(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial int demur_add_scalar_in_place(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial int demur_sub_in_place(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial int demur_sub_scalar_in_place(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial int demur_mul_in_place(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial int demur_mul_scalar_in_place(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial int demur_div_in_place(TensorHandle x, TensorHandle y);

    [LibraryImport(Shim.Library)]
    private static partial int demur_div_scalar_in_place(TensorHandle x, double y);

    [LibraryImport(Shim.Library)]
    private static partial int demur_add_scaled_in_place(TensorHandle x, TensorHandle y, double scale);

    [LibraryImport(Shim.Library)]
    private static partial int demur_fill(TensorHandle x, double value);

    [LibraryImport(Shim.Library)]
    private static partial int demur_copy_from(TensorHandle x, TensorHandle source);
}
