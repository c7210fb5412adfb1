using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

public sealed partial class Tensor
{
    /// <summary>Adds up all elements. Small types are added in a wider one.</summary>
    public Tensor Sum() => Wrap(demur_sum_all(Handle));

    /// <summary>Averages all elements.</summary>
    public Tensor Mean() => Wrap(demur_mean_all(Handle));

    /// <summary>Takes the largest element.</summary>
    public Tensor Max() => Wrap(demur_max_all(Handle));

    /// <summary>Takes the smallest element.</summary>
    public Tensor Min() => Wrap(demur_min_all(Handle));

    /// <summary>Takes the square root of the sum of squares of all elements.</summary>
    public Tensor Norm() => Wrap(demur_norm_all(Handle));

    /// <summary>Says whether any element is true or not zero.</summary>
    public Tensor Any() => Wrap(demur_any_all(Handle));

    /// <summary>Says whether every element is true or not zero.</summary>
    public Tensor All() => Wrap(demur_all_all(Handle));

    /// <summary>Adds up along one dimension.</summary>
    /// <param name="dim">The dimension; negative counts from the last.</param>
    /// <param name="keepDim">Whether the dimension stays, with extent 1.</param>
    public Tensor Sum(int dim, bool keepDim = false) => Wrap(demur_sum(Handle, dim, keepDim ? 1 : 0));

    /// <summary>Averages along one dimension.</summary>
    /// <param name="dim">The dimension; negative counts from the last.</param>
    /// <param name="keepDim">Whether the dimension stays, with extent 1.</param>
    public Tensor Mean(int dim, bool keepDim = false) => Wrap(demur_mean(Handle, dim, keepDim ? 1 : 0));

    /// <summary>Takes the largest element along one dimension; gradients are shared evenly among equals.</summary>
    /// <param name="dim">The dimension; negative counts from the last.</param>
    /// <param name="keepDim">Whether the dimension stays, with extent 1.</param>
    public Tensor Max(int dim, bool keepDim = false) => Wrap(demur_amax(Handle, dim, keepDim ? 1 : 0));

    /// <summary>Takes the smallest element along one dimension; gradients are shared evenly among equals.</summary>
    /// <param name="dim">The dimension; negative counts from the last.</param>
    /// <param name="keepDim">Whether the dimension stays, with extent 1.</param>
    public Tensor Min(int dim, bool keepDim = false) => Wrap(demur_amin(Handle, dim, keepDim ? 1 : 0));

    /// <summary>Takes the index of the largest element along one dimension, int64.</summary>
    /// <param name="dim">The dimension; negative counts from the last.</param>
    /// <param name="keepDim">Whether the dimension stays, with extent 1.</param>
    public Tensor ArgMax(int dim, bool keepDim = false) => Wrap(demur_argmax(Handle, dim, keepDim ? 1 : 0));

    /// <summary>Takes log(sum(exp(x))) along one dimension, without overflow.</summary>
    /// <param name="dim">The dimension; negative counts from the last.</param>
    /// <param name="keepDim">Whether the dimension stays, with extent 1.</param>
    public Tensor LogSumExp(int dim, bool keepDim = false) => Wrap(demur_logsumexp(Handle, dim, keepDim ? 1 : 0));

    /// <summary>Takes the p-norm along one dimension.</summary>
    public Tensor Norm(int dim, double power = 2, bool keepDim = false) => Wrap(demur_norm(Handle, power, dim, keepDim ? 1 : 0));

    /// <summary>Takes the variance along one dimension.</summary>
    /// <param name="dim">The dimension; negative counts from the last.</param>
    /// <param name="unbiased">Whether the sum of squares is divided by n - 1 and not by n.</param>
    /// <param name="keepDim">Whether the dimension stays, with extent 1.</param>
    public Tensor Variance(int dim, bool unbiased = true, bool keepDim = false) =>
        Wrap(demur_var(Handle, dim, unbiased ? 1 : 0, keepDim ? 1 : 0));

    /// <summary>Adds up to and including each place along one dimension.</summary>
    public Tensor CumSum(int dim) => Wrap(demur_cumsum(Handle, dim));

    /// <summary>Takes exp(x) / sum(exp(x)) along one dimension.</summary>
    public Tensor Softmax(int dim) => Wrap(demur_softmax(Handle, dim));

    /// <summary>Takes log(exp(x) / sum(exp(x))) along one dimension.</summary>
    public Tensor LogSoftmax(int dim) => Wrap(demur_log_softmax(Handle, dim));

    /// <summary>Takes the largest (or smallest) elements along one dimension, in order, and their indices (int64).</summary>
    public (Tensor Values, Tensor Indices) TopK(int count, int dim = -1, bool largest = true)
    {
        var indices = Wrap(demur_topk(Handle, count, dim, largest ? 1 : 0, out var values));
        return (WrapOptional(values)!, indices);
    }

    /// <summary>Orders the elements along one dimension, equals in their old order, and says where each came from (int64).</summary>
    public (Tensor Values, Tensor Indices) Sort(int dim = -1, bool descending = false)
    {
        var indices = Wrap(demur_sort(Handle, dim, descending ? 1 : 0, out var values));
        return (WrapOptional(values)!, indices);
    }

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_sum_all(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_mean_all(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_max_all(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_min_all(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_norm_all(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_any_all(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_all_all(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_sum(TensorHandle x, long dim, int keep);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_mean(TensorHandle x, long dim, int keep);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_amax(TensorHandle x, long dim, int keep);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_amin(TensorHandle x, long dim, int keep);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_argmax(TensorHandle x, long dim, int keep);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_logsumexp(TensorHandle x, long dim, int keep);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_norm(TensorHandle x, double power, long dim, int keep);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_var(TensorHandle x, long dim, int unbiased, int keep);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_cumsum(TensorHandle x, long dim);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_softmax(TensorHandle x, long dim);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_log_softmax(TensorHandle x, long dim);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_topk(TensorHandle x, long count, long dim, int largest, out nint values);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_sort(TensorHandle x, long dim, int descending, out nint values);
}
