using Demur.Abstractions;
using Demur.Tensors;

namespace Demur.Models.Checkpoints.Writing;

/// <summary>Brings a tensor's values into a stream.</summary>
internal static class TensorBytes
{
    private const int PieceBytes = 1 << 24;

    /// <summary>Makes the tensor at the type and place it is written from.</summary>
    public static Tensor Produce(TensorToWrite item, ScalarType type)
    {
        var tensor = item.Produce().Detach();
        return tensor.Shape.SequenceEqual(item.Shape.ToArray())
            ? tensor.To(type, Device.Cpu).Contiguous()
            : throw new DemurException(
                $"Tensor {Shown.Name(item.Name)} has shape {Shown.Shape(tensor.Shape.ToArray())}, but was announced as {Shown.Shape(item.Shape)}. Save the model with its own configuration.");
    }

    public static void Write(TensorToWrite item, Stream stream)
    {
        using var scope = new TensorScope();
        var tensor = Produce(item, item.DType);
        var total = tensor.NumberOfBytes;
        for (var offset = 0L; offset < total; offset += PieceBytes)
        {
            stream.Write(tensor.Bytes(offset, (int)Math.Min(PieceBytes, total - offset)));
        }
    }
}
