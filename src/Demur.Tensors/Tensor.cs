using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

/// <summary>A libtorch tensor: a shape, an element type, a device, and memory that is freed when this is disposed.</summary>
/// <remarks>
/// Born inside a <see cref="TensorScope"/> it is freed by the scope; otherwise the caller disposes it. Every operation returns a
/// new tensor unless its name says "InPlace", <see cref="Fill"/> or <see cref="CopyFrom"/>; views share memory with their source.
/// Several threads may read one tensor; writing needs the caller's own care. Errors of libtorch are <see cref="TorchException"/>.
/// </remarks>
public sealed partial class Tensor : IDisposable
{
    private long[]? _shape;

    private Tensor(TensorHandle handle) => Handle = handle;

    /// <summary>The native tensors that this process holds, for checks that nothing leaks.</summary>
    public static long LiveCount => demur_live_count();

    /// <summary>The extent of each dimension; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape ??= ReadShape();

    /// <summary>The number of dimensions.</summary>
    public int Rank => Shape.Length;

    /// <summary>The number of elements, over all dimensions.</summary>
    public long NumberOfElements
    {
        get
        {
            var count = 1L;
            foreach (var extent in Shape)
            {
                count *= extent;
            }

            return count;
        }
    }

    /// <summary>The type of the elements.</summary>
    public ScalarType DType => (ScalarType)demur_dtype(Handle);

    /// <summary>Where the memory is.</summary>
    public Device Device => new((DeviceKind)demur_device_type(Handle), demur_device_index(Handle));

    /// <summary>Whether the elements lie in row-major order without gaps.</summary>
    public bool IsContiguous => demur_is_contiguous(Handle) != 0;

    /// <summary>Whether the memory was given back.</summary>
    public bool IsDisposed => Handle.IsClosed;

    internal TensorHandle Handle { get; }

    internal TensorScope? Owner { get; set; }

    /// <summary>The extent of one dimension; negative counts from the last.</summary>
    public long Size(int dim)
    {
        var shape = Shape;
        var index = dim < 0 ? dim + shape.Length : dim;
        return index >= 0 && index < shape.Length
            ? shape[index]
            : throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The tensor has {shape.Length} dimensions.");
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    /// <summary>Says type, shape and device, and the value of a scalar; never the values of a larger tensor.</summary>
    public override string ToString()
    {
        if (IsDisposed)
        {
            return "disposed tensor";
        }

        var value = NumberOfElements == 1 ? FormattableString.Invariant($" = {Item():G9}") : "";
        return $"{DType}[{string.Join(", ", Shape.ToArray())}] on {Device}{value}";
    }

    internal static Tensor Wrap(TensorHandle handle)
    {
        var tensor = new Tensor(Shim.Check(handle));
        TensorScope.Current?.Adopt(tensor);
        return tensor;
    }

    /// <summary>Takes a pointer that a call wrote besides its result; null stays null.</summary>
    internal static Tensor? WrapOptional(nint tensor) => tensor == 0 ? null : Wrap(new TensorHandle(tensor));

    internal static TensorHandle HandleOf(Tensor? tensor) => tensor is null ? TensorHandle.None : tensor.Handle;

    private unsafe long[] ReadShape()
    {
        var shape = new long[demur_rank(Handle)];
        fixed (long* first = shape)
        {
            demur_shape(Handle, first);
        }

        return shape;
    }

    [LibraryImport(Shim.Library)]
    private static partial long demur_live_count();

    [LibraryImport(Shim.Library)]
    private static partial int demur_rank(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static unsafe partial void demur_shape(TensorHandle x, long* shape);

    [LibraryImport(Shim.Library)]
    private static partial int demur_dtype(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial int demur_device_type(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial int demur_device_index(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial int demur_is_contiguous(TensorHandle x);
}
