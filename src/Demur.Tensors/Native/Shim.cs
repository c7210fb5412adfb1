using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Demur.Tensors.Native;

/// <summary>The error boundary of the native library: every call's status or result passes here.</summary>
[StackTraceHidden]
internal static partial class Shim
{
    /// <summary>The name that imports give; <see cref="ShimLoader"/> finds the file.</summary>
    public const string Library = "demur_torch";

    private const int OutOfMemory = 2;

    /// <summary>Throws what the native side recorded for this thread, unless the status says success.</summary>
    public static void Check(int status)
    {
        if (status != 0)
        {
            Throw();
        }
    }

    /// <summary>Passes a handle through, or throws what the native side recorded when it is null.</summary>
    public static T Check<T>(T handle)
        where T : SafeHandle
    {
        if (handle.IsInvalid)
        {
            Throw();
        }

        return handle;
    }

    [DoesNotReturn]
    private static void Throw()
    {
        var message = Marshal.PtrToStringUTF8(demur_last_error()) ?? "libtorch failed without a message.";
        throw demur_last_kind() == OutOfMemory ? new TorchOutOfMemoryException(message) : new TorchException(message);
    }

    [LibraryImport(Library)]
    private static partial nint demur_last_error();

    [LibraryImport(Library)]
    private static partial int demur_last_kind();
}
