using Demur.Tensors;

namespace Demur.Models.Checkpoints;

/// <summary>The weights of a checkpoint under the names and in the layout of Transformers, read one tensor at a time.</summary>
/// <remarks>Several threads may load at once. Loaded tensors outlive the source.</remarks>
public interface ITensorSource : IDisposable
{
    /// <summary>Gets the file or folder that the weights come from, for messages.</summary>
    string Location { get; }

    /// <summary>Gets what the source holds, by name.</summary>
    IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Reads one tensor, converted on the way: no second copy of it exists in memory.</summary>
    /// <param name="name">A key of <see cref="Tensors"/>.</param>
    /// <param name="dtype">The element type wanted; block formats are dequantised into it.</param>
    /// <param name="device">Where the values go.</param>
    /// <returns>A contiguous tensor that the caller (or its scope) owns.</returns>
    /// <exception cref="Abstractions.DemurException">There is no such tensor, its format cannot be read, or the file cannot.</exception>
    Tensor Load(string name, ScalarType dtype, Device device);

    /// <summary>Reads a matrix that is stored in blocks as they lie in the file.</summary>
    /// <param name="name">A key of <see cref="Tensors"/>, whose format is one of <see cref="BlockKind"/>.</param>
    /// <returns>Bytes, <c>(out, bytes of a row)</c>, that the caller (or its scope) owns; null where the source or the tensor's layout has no such rows.</returns>
    /// <exception cref="Abstractions.DemurException">The file cannot be read.</exception>
    Tensor? LoadBlocks(string name) => null;
}
