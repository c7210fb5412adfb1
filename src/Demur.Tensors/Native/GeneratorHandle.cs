using System.Runtime.InteropServices;

namespace Demur.Tensors.Native;

/// <summary>Owns one native random number generator.</summary>
internal sealed partial class GeneratorHandle() : SafeHandle(invalidHandleValue: 0, ownsHandle: true)
{
    /// <summary>Stands for an argument that is absent; never disposed.</summary>
    public static readonly GeneratorHandle None = new();

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => demur_generator_free(handle) == 0;

    [LibraryImport(Shim.Library)]
    private static partial int demur_generator_free(nint generator);
}
