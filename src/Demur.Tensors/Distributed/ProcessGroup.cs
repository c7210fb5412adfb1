using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors.Distributed;

/// <summary>The processes of one job, as libtorch's torch.distributed (c10d) connects them: a TCP store where they meet, Gloo or NCCL between them.</summary>
/// <remarks>Every process makes the same calls in the same order. Used by one caller at a time.</remarks>
public sealed partial class ProcessGroup : IDisposable
{
    private nint _group;

    private ProcessGroup(nint group, ProcessPlace place)
    {
        _group = group;
        Place = place;
    }

    /// <summary>Gets which process this is, of how many.</summary>
    public ProcessPlace Place { get; }

    /// <summary>Gets whether the native library was built beside a libtorch for CUDA, with NCCL.</summary>
    public static bool HasNccl => demur_group_has_nccl() != 0;

    /// <summary>Meets the other processes; returns when all are there.</summary>
    /// <param name="place">Which process this is, and where they meet; the one of rank 0 listens there.</param>
    /// <param name="meeting">How long it waits here for the others to come.</param>
    /// <param name="waiting">How long every later call waits for the others; one that ended is noticed at once.</param>
    /// <param name="nccl">Whether tensors on GPUs are added up by NCCL.</param>
    /// <exception cref="TorchException">The others do not come in time, the address cannot be reached, or NCCL is asked for and not there.</exception>
    public static ProcessGroup Open(ProcessPlace place, TimeSpan meeting, TimeSpan waiting, bool nccl = false)
    {
        ArgumentNullException.ThrowIfNull(place);
        Shim.Check(demur_group_open(
            place.Rank, place.World, place.Address, place.Port, (int)meeting.TotalSeconds, (int)waiting.TotalSeconds, nccl ? 1 : 0, out var group));
        return new ProcessGroup(group, place) { UsesNccl = nccl };
    }

    /// <summary>Gets whether tensors on GPUs are added up by NCCL.</summary>
    public bool UsesNccl { get; private init; }

    /// <summary>Adds a tensor up over all processes, in place and in each of them.</summary>
    /// <param name="tensor">A contiguous tensor of the same shape everywhere, in the host's memory or, with NCCL, on a GPU.</param>
    /// <exception cref="TorchException">Another process ended or does not answer.</exception>
    public void Sum(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ObjectDisposedException.ThrowIf(_group == 0, this);
        Shim.Check(demur_group_sum(_group, tensor.Handle));
    }

    /// <summary>Leaves the group.</summary>
    public void Dispose()
    {
        if (_group != 0)
        {
            _ = demur_group_close(_group);
            _group = 0;
        }
    }

    [LibraryImport(Shim.Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int demur_group_open(int rank, int world, string address, int port, int meetSeconds, int waitSeconds, int nccl, out nint group);

    [LibraryImport(Shim.Library)]
    private static partial int demur_group_has_nccl();

    [LibraryImport(Shim.Library)]
    private static partial int demur_group_sum(nint group, TensorHandle tensor);

    [LibraryImport(Shim.Library)]
    private static partial int demur_group_close(nint group);
}
