using System.Runtime.InteropServices;

namespace Demur.Tensors.Native;

/// <summary>Owns one native tensor. Disposal is the plan; the finalizer is the safety net.</summary>
internal sealed partial class TensorHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    /// <summary>Stands for an argument that is absent; never disposed.</summary>
    public static readonly TensorHandle None = new();

    public TensorHandle(nint tensor)
        : this() => SetHandle(tensor);

    public override bool IsInvalid => handle == 0;

    /// <summary>Gives the tensor to the native side, which frees it; this handle is empty afterwards.</summary>
    public nint HandOver()
    {
        var tensor = handle;
        SetHandleAsInvalid();
        return tensor;
    }

    protected override bool ReleaseHandle() => demur_free(handle) == 0;

    [LibraryImport(Shim.Library)]
    private static partial int demur_free(nint tensor);
}
