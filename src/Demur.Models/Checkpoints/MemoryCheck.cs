using Demur.Abstractions;
using Demur.Tensors;

namespace Demur.Models.Checkpoints;

/// <summary>Refuses weights that do not fit into memory before the first is read: they would be swapped until the machine stands still.</summary>
internal static class MemoryCheck
{
    /// <exception cref="DemurException">The weights alone take more than this process may use.</exception>
    public static void Require(Checkpoint checkpoint, ScalarType type, Device device, bool keepsBlocks = false)
    {
        if (!device.IsCpu)
        {
            return;
        }

        var needed = checkpoint.Weights.Tensors.Values.Sum(tensor => keepsBlocks && Enum.TryParse<BlockKind>(tensor.Format, out _) ? tensor.StoredBytes : tensor.ElementCount * type.Size());
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed > available)
        {
            throw new DemurException(FormattableString.Invariant(
                $"{checkpoint.Path}: the weights take {needed / 1e9:F1} GB as {type}, but this process may use {available / 1e9:F1} GB. ") +
                (type.Size() > 2 ? "Load it as bfloat16 (--dtype bfloat16), or choose a smaller model." : "Choose a smaller model or a machine with more memory."));
        }
    }
}
