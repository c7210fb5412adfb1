using System.IO.MemoryMappedFiles;

namespace Demur.Models.Checkpoints.Storage;

/// <summary>A mapped piece of a file. Several threads may copy out of it at once.</summary>
internal sealed class MappedRegion(MemoryMappedViewAccessor? view) : IDisposable
{
    public void CopyTo(long offset, Span<byte> target)
    {
        if (!target.IsEmpty)
        {
            view!.SafeMemoryMappedViewHandle.ReadSpan((ulong)(view.PointerOffset + offset), target);
        }
    }

    public void Dispose() => view?.Dispose();
}
