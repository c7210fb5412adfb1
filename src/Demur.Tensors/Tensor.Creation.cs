using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

public sealed partial class Tensor
{
    /// <summary>Reserves memory without writing to it: the values are whatever was there.</summary>
    public static Tensor Empty(ReadOnlySpan<long> shape, ScalarType dtype = ScalarType.Float32, Device device = default) =>
        Wrap(demur_empty(shape, shape.Length, (int)dtype, (int)device.Kind, device.Index));

    /// <summary>Creates a tensor with one value everywhere.</summary>
    public static Tensor Full(ReadOnlySpan<long> shape, double value, ScalarType dtype = ScalarType.Float32, Device device = default) =>
        Wrap(demur_full(shape, shape.Length, value, (int)dtype, (int)device.Kind, device.Index));

    /// <summary>Creates a tensor of zeros.</summary>
    public static Tensor Zeros(ReadOnlySpan<long> shape, ScalarType dtype = ScalarType.Float32, Device device = default) =>
        Full(shape, 0, dtype, device);

    /// <summary>Creates a tensor of ones.</summary>
    public static Tensor Ones(ReadOnlySpan<long> shape, ScalarType dtype = ScalarType.Float32, Device device = default) =>
        Full(shape, 1, dtype, device);

    /// <summary>Creates a tensor without dimensions that holds one value.</summary>
    public static Tensor Scalar(double value, ScalarType dtype = ScalarType.Float32, Device device = default) =>
        Full([], value, dtype, device);

    /// <summary>Creates zeros with the shape, type and device of another tensor.</summary>
    public static Tensor ZerosLike(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Zeros(other.Shape, other.DType, other.Device);
    }

    /// <summary>Counts from 0 to below <paramref name="end"/>, by one.</summary>
    public static Tensor Arange(long end, ScalarType dtype = ScalarType.Int64, Device device = default) =>
        Arange(0, end, 1, dtype, device);

    /// <summary>Counts from <paramref name="start"/> to below <paramref name="end"/>.</summary>
    public static Tensor Arange(double start, double end, double step, ScalarType dtype, Device device = default) =>
        Wrap(demur_arange(start, end, step, (int)dtype, (int)device.Kind, device.Index));

    /// <summary>Draws from a normal distribution, on the generator's device.</summary>
    public static Tensor Normal(ReadOnlySpan<long> shape, Generator generator, double mean = 0, double deviation = 1, ScalarType dtype = ScalarType.Float32)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return Wrap(demur_normal(shape, shape.Length, mean, deviation, generator.Handle, (int)dtype));
    }

    /// <summary>Draws evenly from [low, high), on the generator's device.</summary>
    public static Tensor Uniform(ReadOnlySpan<long> shape, Generator generator, double low = 0, double high = 1, ScalarType dtype = ScalarType.Float32)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return Wrap(demur_uniform(shape, shape.Length, low, high, generator.Handle, (int)dtype));
    }

    /// <summary>Draws an order of the numbers below <paramref name="count"/>. <c>// (count)</c>, int64.</summary>
    public static Tensor Permutation(long count, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return Wrap(demur_permutation(count, generator.Handle));
    }

    /// <summary>Copies managed values into a tensor on the CPU.</summary>
    /// <typeparam name="T">One of byte, bool, int, long, Half, float, double; it decides the element type.</typeparam>
    /// <param name="values">As many values as the shape has elements, in row-major order.</param>
    /// <param name="shape">The shape; left out, the tensor has one dimension.</param>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        ReadOnlySpan<long> row = [values.Length];
        return FromBytes(MemoryMarshal.AsBytes(values), shape.IsEmpty ? row : shape, ScalarTypeExtensions.Of<T>());
    }

    /// <summary>Copies managed values into a tensor on the CPU; see <see cref="From{T}(ReadOnlySpan{T}, ReadOnlySpan{long})"/>.</summary>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged => From(new ReadOnlySpan<T>(values), shape);

    /// <summary>Copies raw bytes, little-endian and row-major, into a tensor on the CPU.</summary>
    /// <exception cref="ArgumentException">The bytes are not exactly as many as shape and type need.</exception>
    public static unsafe Tensor FromBytes(ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        var needed = (long)dtype.Size();
        foreach (var extent in shape)
        {
            needed *= extent;
        }

        if (needed != bytes.Length)
        {
            throw new ArgumentException(
                $"{dtype}[{string.Join(", ", shape.ToArray())}] takes {needed} bytes but {bytes.Length} were given.", nameof(bytes));
        }

        fixed (byte* first = bytes)
        {
            return FromMemory((nint)first, shape, dtype);
        }
    }

    /// <summary>Copies from an address, such as a mapped file, into a tensor on the CPU; the address must stay readable for the call.</summary>
    public static Tensor FromMemory(nint address, ReadOnlySpan<long> shape, ScalarType dtype) =>
        Wrap(demur_from_memory(address, shape, shape.Length, (int)dtype));

    /// <summary>Draws indices with probability in proportion to the weights of the last dimension. <c>// (..., count)</c>, int64.</summary>
    public Tensor Multinomial(long count, Generator generator, bool replace = false)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return Wrap(demur_multinomial(Handle, count, replace ? 1 : 0, generator.Handle));
    }

    /// <summary>Sets elements to zero with the given probability and scales the rest up, so that the mean stays.</summary>
    public Tensor Dropout(double probability, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        return Wrap(demur_dropout(Handle, probability, generator.Handle));
    }

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_empty(ReadOnlySpan<long> shape, int rank, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_full(ReadOnlySpan<long> shape, int rank, double value, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_arange(double start, double end, double step, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_normal(ReadOnlySpan<long> shape, int rank, double mean, double deviation, GeneratorHandle generator, int dtype);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_uniform(ReadOnlySpan<long> shape, int rank, double low, double high, GeneratorHandle generator, int dtype);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_permutation(long count, GeneratorHandle generator);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_from_memory(nint values, ReadOnlySpan<long> shape, int rank, int dtype);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_multinomial(TensorHandle weights, long count, int replace, GeneratorHandle generator);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_dropout(TensorHandle x, double probability, GeneratorHandle generator);
}
