using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

public sealed partial class Tensor
{
    /// <summary>Gives the elements another shape, sharing memory where the layout allows it; one extent may be -1.</summary>
    public Tensor Reshape(params ReadOnlySpan<long> shape) => Wrap(demur_reshape(Handle, shape, shape.Length));

    /// <summary>Gives the same memory another shape; an error where the layout does not allow it. One extent may be -1.</summary>
    public Tensor View(params ReadOnlySpan<long> shape) => Wrap(demur_view(Handle, shape, shape.Length));

    /// <summary>Stretches dimensions of extent 1 without copying; -1 leaves an extent as it is.</summary>
    public Tensor Expand(params ReadOnlySpan<long> shape) => Wrap(demur_expand(Handle, shape, shape.Length));

    /// <summary>Copies the tensor so many times along each dimension.</summary>
    public Tensor Repeat(params ReadOnlySpan<long> times) => Wrap(demur_repeat(Handle, times, times.Length));

    /// <summary>Copies each slice of one dimension so many times next to itself: a b becomes a a b b.</summary>
    public Tensor RepeatInterleave(long times, int dim) => Wrap(demur_repeat_interleave(Handle, times, dim));

    /// <summary>Puts the dimensions in another order without copying.</summary>
    public Tensor Permute(params ReadOnlySpan<long> order) => Wrap(demur_permute(Handle, order, order.Length));

    /// <summary>Exchanges two dimensions without copying.</summary>
    public Tensor Transpose(int first, int second) => Wrap(demur_transpose(Handle, first, second));

    /// <summary>Lays the elements out in row-major order; shares memory when they already are.</summary>
    public Tensor Contiguous() => Wrap(demur_contiguous(Handle));

    /// <summary>Inserts a dimension of extent 1.</summary>
    public Tensor Unsqueeze(int dim) => Wrap(demur_unsqueeze(Handle, dim));

    /// <summary>Removes a dimension if its extent is 1.</summary>
    public Tensor Squeeze(int dim) => Wrap(demur_squeeze(Handle, dim));

    /// <summary>Takes a range of one dimension without copying; negative bounds count from the end.</summary>
    public Tensor Slice(int dim, long start, long end = long.MaxValue, long step = 1) => Wrap(demur_slice(Handle, dim, start, end, step));

    /// <summary>Takes <paramref name="length"/> places of one dimension without copying; an error where they do not exist.</summary>
    public Tensor Narrow(int dim, long start, long length) => Wrap(demur_narrow(Handle, dim, start, length));

    /// <summary>Takes one place of a dimension, which goes away, without copying.</summary>
    public Tensor Select(int dim, long index) => Wrap(demur_select(Handle, dim, index));

    /// <summary>Reverses one dimension.</summary>
    public Tensor Flip(int dim) => Wrap(demur_flip(Handle, dim));

    /// <summary>Cuts one dimension into parts of the given extents, which share memory.</summary>
    public Tensor[] Split(int dim, params ReadOnlySpan<long> extents)
    {
        var parts = new Tensor[extents.Length];
        var start = 0L;
        for (var i = 0; i < extents.Length; i++)
        {
            parts[i] = Narrow(dim, start, extents[i]);
            start += extents[i];
        }

        return parts;
    }

    /// <summary>Joins tensors along a dimension that they have.</summary>
    public static Tensor Cat(IReadOnlyList<Tensor> parts, int dim = 0)
    {
        ArgumentNullException.ThrowIfNull(parts);
        using var pointers = new HandleList(parts);
        return Wrap(demur_cat(pointers.Pointers, parts.Count, dim));
    }

    /// <summary>Joins tensors of one shape along a new dimension.</summary>
    public static Tensor Stack(IReadOnlyList<Tensor> parts, int dim = 0)
    {
        ArgumentNullException.ThrowIfNull(parts);
        using var pointers = new HandleList(parts);
        return Wrap(demur_stack(pointers.Pointers, parts.Count, dim));
    }

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_reshape(TensorHandle x, ReadOnlySpan<long> shape, int rank);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_view(TensorHandle x, ReadOnlySpan<long> shape, int rank);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_expand(TensorHandle x, ReadOnlySpan<long> shape, int rank);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_repeat(TensorHandle x, ReadOnlySpan<long> times, int rank);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_repeat_interleave(TensorHandle x, long times, long dim);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_permute(TensorHandle x, ReadOnlySpan<long> order, int rank);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_transpose(TensorHandle x, long first, long second);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_contiguous(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_unsqueeze(TensorHandle x, long dim);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_squeeze(TensorHandle x, long dim);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_slice(TensorHandle x, long dim, long start, long end, long step);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_narrow(TensorHandle x, long dim, long start, long length);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_select(TensorHandle x, long dim, long index);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_flip(TensorHandle x, long dim);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_cat(ReadOnlySpan<nint> parts, int count, long dim);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_stack(ReadOnlySpan<nint> parts, int count, long dim);
}
