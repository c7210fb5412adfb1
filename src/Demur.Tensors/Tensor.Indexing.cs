using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

public sealed partial class Tensor
{
    /// <summary>Takes the places of one dimension that the index (int64, one dimension) names, in its order.</summary>
    public Tensor IndexSelect(int dim, Tensor index) => Wrap(demur_index_select(Handle, dim, index.Handle));

    /// <summary>Takes, at each place of the index, the element whose coordinate in one dimension the index gives.</summary>
    public Tensor Gather(int dim, Tensor index) => Wrap(demur_gather(Handle, dim, index.Handle));

    /// <summary>Copies this tensor and writes the source's elements where the index says in one dimension.</summary>
    public Tensor Scatter(int dim, Tensor index, Tensor source) => Wrap(demur_scatter(Handle, dim, index.Handle, source.Handle));

    /// <summary>Copies this tensor and writes one value where the index says in one dimension.</summary>
    public Tensor Scatter(int dim, Tensor index, double value) => Wrap(demur_scatter_value(Handle, dim, index.Handle, value));

    /// <summary>Copies this tensor and adds the source's slices to the places of one dimension that the index names.</summary>
    public Tensor IndexAdd(int dim, Tensor index, Tensor source) => Wrap(demur_index_add(Handle, dim, index.Handle, source.Handle));

    /// <summary>Adds the source's slices to the places of one dimension that the index names, in this tensor's own memory.</summary>
    public Tensor IndexAddInPlace(int dim, Tensor index, Tensor source) =>
        Done(demur_index_add_in_place(Handle, dim, index.Handle, source.Handle));

    /// <summary>Writes the source's slices over the places of one dimension that the index names, in this tensor's own memory.</summary>
    public Tensor IndexCopyInPlace(int dim, Tensor index, Tensor source) =>
        Done(demur_index_copy_in_place(Handle, dim, index.Handle, source.Handle));

    /// <summary>Takes the elements where the mask is true, in one dimension.</summary>
    public Tensor MaskedSelect(Tensor mask) => Wrap(demur_masked_select(Handle, mask.Handle));

    /// <summary>Copies this tensor with one value where the mask is true.</summary>
    public Tensor MaskedFill(Tensor mask, double value) => Wrap(demur_masked_fill(Handle, mask.Handle, value));

    /// <summary>Lists the coordinates of the elements that are not zero. <c>// (count, rank)</c>, int64.</summary>
    public Tensor NonZero() => Wrap(demur_nonzero(Handle));

    /// <summary>Takes from one tensor where the condition is true and from the other where it is not.</summary>
    public static Tensor Where(Tensor condition, Tensor yes, Tensor no) => Wrap(demur_where(condition.Handle, yes.Handle, no.Handle));

    /// <summary>Keeps the upper triangle of the last two dimensions, from the given diagonal on, and zeroes the rest.</summary>
    public Tensor Triu(int diagonal = 0) => Wrap(demur_triu(Handle, diagonal));

    /// <summary>Keeps the lower triangle of the last two dimensions, up to the given diagonal, and zeroes the rest.</summary>
    public Tensor Tril(int diagonal = 0) => Wrap(demur_tril(Handle, diagonal));

    /// <summary>Looks up one row of this table (rows, width) for each id; ids of any shape become (..., width).</summary>
    public Tensor Embedding(Tensor ids) => Wrap(demur_embedding(Handle, ids.Handle));

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_index_select(TensorHandle x, long dim, TensorHandle index);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_gather(TensorHandle x, long dim, TensorHandle index);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_scatter(TensorHandle x, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_scatter_value(TensorHandle x, long dim, TensorHandle index, double value);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_index_add(TensorHandle x, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Shim.Library)]
    private static partial int demur_index_add_in_place(TensorHandle x, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Shim.Library)]
    private static partial int demur_index_copy_in_place(TensorHandle x, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_masked_select(TensorHandle x, TensorHandle mask);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_masked_fill(TensorHandle x, TensorHandle mask, double value);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_nonzero(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_where(TensorHandle condition, TensorHandle yes, TensorHandle no);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_triu(TensorHandle x, long diagonal);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_tril(TensorHandle x, long diagonal);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_embedding(TensorHandle weight, TensorHandle ids);
}
