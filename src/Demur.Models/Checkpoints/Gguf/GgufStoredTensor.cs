using Demur.Models.Checkpoints.Storage;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>A tensor of a GGUF file under its name in Transformers.</summary>
/// <param name="Stored">Where and how it lies in the file.</param>
/// <param name="Info">What Transformers would say of it.</param>
/// <param name="Transposed">Whether rows and columns change places after reading.</param>
internal sealed record GgufStoredTensor(StoredTensor Stored, TensorInfo Info, bool Transposed)
{
    public string Name => Info.Name;
}
