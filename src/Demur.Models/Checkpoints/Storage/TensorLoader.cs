using System.Buffers;
using System.Runtime.InteropServices;
using Demur.Tensors;

namespace Demur.Models.Checkpoints.Storage;

/// <summary>Reads a stored tensor straight into a tensor's memory, in pieces that fit a processor's cache, on all cores.</summary>
internal static class TensorLoader
{
    // Large enough that the work outweighs handing it out, small enough for the second-level cache.
    private const long PieceElements = 1 << 16;

    public static Tensor Load(StoredTensor stored, ScalarType dtype, Device device)
    {
        var tensor = Fill(stored, ReadType(stored, dtype));
        if (stored.Shift != 0)
        {
            tensor.AddInPlace(stored.Shift);
        }

        if (tensor.DType == dtype && device.IsCpu)
        {
            return tensor;
        }

        using (tensor)
        {
            return tensor.To(dtype, device);
        }
    }

    /// <summary>Copies a matrix's blocks, rows in the order of Transformers.</summary>
    public static Tensor LoadBlocks(StoredTensor stored)
    {
        var rows = stored.Info.Shape[0];
        var width = rows == 0 ? 0 : (int)(stored.Info.StoredBytes / rows);
        var tensor = Tensor.Empty([rows, width], ScalarType.UInt8);
        try
        {
            using var region = stored.File.Map(stored.Offset, stored.Info.StoredBytes);
            for (var row = 0L; row < rows; row++)
            {
                region.CopyTo((stored.RowOrder?.Invoke(row) ?? row) * width, tensor.Bytes(row * width, width));
            }

            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    // Most tensors are decoded into the type wanted; the rare conversions (float64, integers) go through the engine
    // after a read at the stored type, and what is still to be shifted stays in float32 so that it is rounded once.
    private static ScalarType ReadType(StoredTensor stored, ScalarType wanted)
    {
        var own = stored.Format.SameBytes;
        if (own == wanted && stored.Shift == 0)
        {
            return wanted;
        }

        var decodes = own is null or ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16;
        return !decodes ? own!.Value
            : FloatConversion.CanWrite(wanted) && stored.Shift == 0 ? wanted
            : ScalarType.Float32;
    }

    private static Tensor Fill(StoredTensor stored, ScalarType dtype)
    {
        var tensor = Tensor.Empty([.. stored.Info.Shape], dtype);
        try
        {
            using var region = stored.File.Map(stored.Offset, stored.Info.StoredBytes);
            ForEachPiece(stored, new PieceReader(stored, region, tensor).Read);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static void ForEachPiece(StoredTensor stored, Action<long, long> read)
    {
        var total = stored.Info.ElementCount;
        if (total == 0)
        {
            // Rows of no width have no number of rows a piece.
            return;
        }

        var unit = stored.RowOrder is null ? stored.Format.BlockElements : stored.RowElements;
        var piece = Math.Max(unit, PieceElements / unit * unit);
        var pieces = (total + piece - 1) / piece;
        if (pieces <= 4)
        {
            for (var index = 0L; index < pieces; index++)
            {
                read(index * piece, Math.Min(piece, total - (index * piece)));
            }

            return;
        }

        Parallel.For(0L, pieces, index => read(index * piece, Math.Min(piece, total - (index * piece))));
    }

    private sealed class PieceReader(StoredTensor stored, MappedRegion region, Tensor tensor)
    {
        private readonly ScalarType _dtype = tensor.DType;
        private readonly int _elementBytes = tensor.DType.Size();
        private readonly bool _copies = stored.Format.SameBytes == tensor.DType;

        public void Read(long first, long count)
        {
            if (stored.RowOrder is not { } order)
            {
                ReadRun(first, first, (int)count);
                return;
            }

            var width = stored.RowElements;
            for (var element = first; element < first + count; element += width)
            {
                ReadRun(order(element / width) * width, element, (int)width);
            }
        }

        private void ReadRun(long from, long to, int count)
        {
            var target = tensor.Bytes(to * _elementBytes, count * _elementBytes);
            var format = stored.Format;
            var source = from / format.BlockElements * format.BlockBytes;
            if (_copies)
            {
                region.CopyTo(source, target);
                return;
            }

            var bytes = count / format.BlockElements * format.BlockBytes;
            var buffer = ArrayPool<byte>.Shared.Rent(bytes);
            region.CopyTo(source, buffer.AsSpan(0, bytes));
            Decode(buffer.AsSpan(0, bytes), target, count);
            ArrayPool<byte>.Shared.Return(buffer);
        }

        private void Decode(ReadOnlySpan<byte> bytes, Span<byte> target, int count)
        {
            if (_dtype == ScalarType.Float32)
            {
                stored.Format.Decode(bytes, MemoryMarshal.Cast<byte, float>(target));
                return;
            }

            var values = ArrayPool<float>.Shared.Rent(count);
            stored.Format.Decode(bytes, values.AsSpan(0, count));
            FloatConversion.FromSingle(values.AsSpan(0, count), target, _dtype);
            ArrayPool<float>.Shared.Return(values);
        }
    }
}
