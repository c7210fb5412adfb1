using System.Runtime.InteropServices;
using Demur.Models.Checkpoints.Gguf.Blocks;
using Demur.Models.Checkpoints.Storage;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Models.Checkpoints.Gguf.Writing;

/// <summary>Writes the bytes of a GGUF file, version 3, one tensor in memory at a time.</summary>
internal static class GgufStreamWriter
{
    private const uint Magic = 0x4655_4747;
    private const uint Version = 3;
    private const int Alignment = 32;
    private const int PieceElements = 1 << 18;

    public static void Write(Stream stream, GgufPairs pairs, IReadOnlyList<GgufTensorToWrite> tensors, CancellationToken cancellationToken)
    {
        GgufPairs.WriteNumber(stream, Magic);
        GgufPairs.WriteNumber(stream, Version);
        GgufPairs.WriteNumber(stream, (ulong)tensors.Count);
        GgufPairs.WriteNumber(stream, (ulong)pairs.Count);
        pairs.Write(stream);
        WriteList(stream, tensors);
        foreach (var tensor in tensors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Pad(stream);
            WriteValues(stream, tensor);
        }

        Pad(stream);
    }

    private static void WriteList(Stream stream, IReadOnlyList<GgufTensorToWrite> tensors)
    {
        var offset = 0L;
        foreach (var tensor in tensors)
        {
            GgufPairs.WriteText(stream, tensor.Name);
            GgufPairs.WriteNumber(stream, (uint)tensor.Shape.Count);
            foreach (var extent in tensor.Shape.Reverse())
            {
                GgufPairs.WriteNumber(stream, (ulong)extent);
            }

            GgufPairs.WriteNumber(stream, GgmlFormats.NumberOf(tensor.Format));
            GgufPairs.WriteNumber(stream, (ulong)offset);
            offset += (tensor.Bytes + Alignment - 1) / Alignment * Alignment;
        }
    }

    private static void Pad(Stream stream)
    {
        while (stream.Position % Alignment != 0)
        {
            stream.WriteByte(0);
        }
    }

    private static void WriteValues(Stream stream, GgufTensorToWrite item)
    {
        using var scope = new TensorScope();
        var tensor = Arrange(item);
        var total = tensor.NumberOfElements;
        for (var first = 0L; first < total; first += PieceElements)
        {
            var count = (int)Math.Min(PieceElements, total - first);
            var values = MemoryMarshal.Cast<byte, float>(tensor.Bytes(first * sizeof(float), count * sizeof(float)));
            WritePiece(stream, values, item.Format);
        }
    }

    private static void WritePiece(Stream stream, ReadOnlySpan<float> values, IStorageFormat format)
    {
        var stored = new byte[values.Length / format.BlockElements * format.BlockBytes];
        if (format is BlockFormat blocks)
        {
            blocks.Encode(values, stored);
        }
        else
        {
            FloatConversion.FromSingle(values, stored, format.DType);
        }

        stream.Write(stored);
    }

    private static Tensor Arrange(GgufTensorToWrite item)
    {
        var tensor = TensorBytes.Produce(item.Source, ScalarType.Float32);
        if (item.Transposed)
        {
            tensor = tensor.Transpose(0, 1).Contiguous();
        }

        if (item.RowOrder is { } order)
        {
            var rows = Enumerable.Range(0, (int)tensor.Size(0)).Select(row => order(row)).ToArray();
            tensor = tensor.IndexSelect(0, Tensor.From(rows));
        }

        return item.Shift == 0 ? tensor : tensor + item.Shift;
    }
}
