using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

public sealed partial class Tensor
{
    /// <summary>The address of the first element, for readers of files; valid while the tensor lives.</summary>
    /// <remarks>Elements follow each other only when <see cref="IsContiguous"/> is true.</remarks>
    public nint DataPointer => demur_data(Handle);

    /// <summary>The bytes that the elements take.</summary>
    public long NumberOfBytes => NumberOfElements * DType.Size();

    /// <summary>Opens a part of a contiguous CPU tensor's memory for writing, so that a file is read straight into it.</summary>
    /// <param name="offset">The first byte.</param>
    /// <param name="length">The bytes to open; the rest of the tensor when negative.</param>
    /// <returns>Memory that is valid only while the tensor lives: keep it in reach.</returns>
    /// <exception cref="InvalidOperationException">The tensor is on a GPU or has gaps.</exception>
    public unsafe Span<byte> Bytes(long offset = 0, int length = -1)
    {
        if (!Device.IsCpu || !IsContiguous)
        {
            throw new InvalidOperationException("Only a contiguous tensor on the CPU opens its memory: call To(Device.Cpu).Contiguous() first.");
        }

        var count = length < 0 ? checked((int)(NumberOfBytes - offset)) : length;
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + count, NumberOfBytes, nameof(length));
        return new Span<byte>((byte*)DataPointer + offset, count);
    }

    /// <summary>Copies the values out in row-major order, converted to <typeparamref name="T"/>, from whatever device.</summary>
    /// <typeparam name="T">One of byte, bool, int, long, Half, float, double.</typeparam>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        var values = new T[NumberOfElements];
        CopyTo(values.AsSpan());
        return values;
    }

    /// <summary>Copies the values into a span of exactly as many elements, converted to <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">One of byte, bool, int, long, Half, float, double.</typeparam>
    public unsafe void CopyTo<T>(Span<T> target)
        where T : unmanaged
    {
        fixed (T* first = target)
        {
            Shim.Check(demur_copy_out(Handle, (nint)first, (long)target.Length * Unsafe.SizeOf<T>(), (int)ScalarTypeExtensions.Of<T>()));
        }
    }

    /// <summary>Reads the value of a tensor with one element.</summary>
    public double Item()
    {
        Shim.Check(demur_item(Handle, out var value));
        return value;
    }

    /// <summary>Reads the value of an integer tensor with one element.</summary>
    public long ItemInt64()
    {
        Shim.Check(demur_item_long(Handle, out var value));
        return value;
    }

    /// <summary>Converts the elements; when they have that type already the result shares memory.</summary>
    public Tensor To(ScalarType dtype) => To(dtype, Device);

    /// <summary>Moves the elements; when they are there already the result shares memory.</summary>
    public Tensor To(Device device) => To(DType, device);

    /// <summary>Converts and moves the elements; when there is nothing to do the result shares memory.</summary>
    public Tensor To(ScalarType dtype, Device device) => Wrap(demur_to(Handle, (int)dtype, (int)device.Kind, device.Index));

    /// <summary>Makes a second handle on the same memory, with a life of its own.</summary>
    public Tensor Alias() => Wrap(demur_alias(Handle));

    /// <summary>Copies the elements to memory of their own; gradients flow through.</summary>
    public Tensor Clone() => Wrap(demur_clone(Handle));

    /// <summary>Shares the memory without the history: no gradient flows through.</summary>
    public Tensor Detach() => Wrap(demur_detach(Handle));

    [LibraryImport(Shim.Library)]
    private static partial nint demur_data(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial int demur_copy_out(TensorHandle x, nint target, long bytes, int dtype);

    [LibraryImport(Shim.Library)]
    private static partial int demur_item(TensorHandle x, out double value);

    [LibraryImport(Shim.Library)]
    private static partial int demur_item_long(TensorHandle x, out long value);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_to(TensorHandle x, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_alias(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_clone(TensorHandle x);

    [LibraryImport(Shim.Library)]
    private static partial TensorHandle demur_detach(TensorHandle x);
}
