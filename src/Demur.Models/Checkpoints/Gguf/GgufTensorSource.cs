using Demur.Abstractions;
using Demur.Models.Checkpoints.Storage;
using Demur.Tensors;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>The weights of a GGUF file under the names and in the layout of Transformers.</summary>
/// <remarks>Rows of query and key projections go back to the order that Transformers rotates; norms lose the 1 that Gemma's have in GGUF.</remarks>
public sealed class GgufTensorSource : ITensorSource
{
    private readonly GgufFile _file;
    private readonly Dictionary<string, GgufStoredTensor> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorInfo> _infos = new(StringComparer.Ordinal);

    /// <summary>Wraps an open file, which the source then owns.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="DemurException">The architecture is not read, or query and key rows do not match the head counts.</exception>
    public GgufTensorSource(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
        var layout = new GgufLayout(file.Metadata);
        foreach (var tensor in file.Tensors.Where(tensor => !GgufRope.IsFactors(tensor.Name)))
        {
            var placed = layout.Place(tensor, file.File);
            if (!_stored.TryAdd(placed.Name, placed))
            {
                throw new DemurException($"{file.Metadata.Location}: two tensors are both {Shown.Name(placed.Name)}. The file is corrupt; copy it again.");
            }

            _infos.Add(placed.Name, placed.Info);
        }
    }

    /// <inheritdoc/>
    public string Location => _file.Metadata.Location;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _infos;

    /// <inheritdoc/>
    public Tensor Load(string name, ScalarType dtype, Device device)
    {
        if (!_stored.TryGetValue(name, out var placed))
        {
            throw TensorErrors.NotLoadable(this, name);
        }

        if (!placed.Transposed)
        {
            return TensorLoader.Load(placed.Stored, dtype, device);
        }

        using var stored = TensorLoader.Load(placed.Stored, dtype, device);
        using var transposed = stored.Transpose(0, 1);
        return transposed.Contiguous();
    }

    /// <inheritdoc/>
    public Tensor? LoadBlocks(string name) =>
        _stored.TryGetValue(name, out var placed) && !placed.Transposed && placed.Stored.Shift == 0 && placed.Info.Shape.Count == 2
            ? TensorLoader.LoadBlocks(placed.Stored)
            : null;

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
