using Demur.Abstractions;

namespace Demur.Models.Checkpoints;

/// <summary>The errors that all tensor sources share.</summary>
internal static class TensorErrors
{
    public static DemurException NotLoadable(ITensorSource source, string name) =>
        source.Tensors.TryGetValue(name, out var info)
            ? new DemurException(
                $"{source.Location}: tensor {Shown.Name(name)} is stored as {info.Format}, which Demur does not read. Convert the checkpoint to bfloat16, float16 or float32.")
            : new DemurException(
                $"{source.Location}: tensor {Shown.Name(name)} is missing. The checkpoint is incomplete or of another family than its configuration says.");
}
