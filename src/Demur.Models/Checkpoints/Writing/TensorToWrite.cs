using Demur.Tensors;

namespace Demur.Models.Checkpoints.Writing;

/// <summary>A tensor that is to be saved, made only when its turn comes.</summary>
/// <param name="Name">The name in Transformers.</param>
/// <param name="Shape">The extents.</param>
/// <param name="Produce">Makes the tensor, of any element type and device; the writer's scope owns what it returns.</param>
public sealed record TensorToWrite(string Name, IReadOnlyList<long> Shape, Func<Tensor> Produce)
{
    /// <summary>Gets the element type in the file.</summary>
    /// <value>The default is float32.</value>
    public ScalarType DType { get; init; } = ScalarType.Float32;

    /// <summary>Gets the bytes that it takes in a safetensors file.</summary>
    public long Bytes => Shape.Aggregate((long)DType.Size(), (product, extent) => product * extent);

    /// <summary>Takes a tensor that exists; it has to live until it is written.</summary>
    /// <param name="name">The name in Transformers.</param>
    /// <param name="tensor">The values; the element type is kept.</param>
    public static TensorToWrite Of(string name, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new TensorToWrite(name, tensor.Shape.ToArray(), tensor.Alias) { DType = tensor.DType };
    }

    /// <summary>Copies every tensor of a checkpoint.</summary>
    /// <param name="source">The checkpoint's weights; they have to stay open until everything is written.</param>
    /// <param name="dtype">The element type in the file; <see langword="null"/> to keep each one's own.</param>
    public static IReadOnlyList<TensorToWrite> AllOf(ITensorSource source, ScalarType? dtype = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return
        [
            .. source.Tensors.Values.Select(info =>
            {
                var type = dtype ?? info.DType;
                return new TensorToWrite(info.Name, info.Shape, () => source.Load(info.Name, type, Device.Cpu)) { DType = type };
            }),
        ];
    }
}
