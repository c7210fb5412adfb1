using System.Runtime.InteropServices;

namespace Demur.Tensors.Native;

/// <summary>Which build of the hand-written kernels runs; <c>DEMUR_KERNELS</c> chooses it for a whole process.</summary>
internal static partial class KernelBuild
{
    /// <summary>The builds, the narrowest first.</summary>
    public static readonly IReadOnlyList<string> Names = ["base", "avx2", "avx512", "avx512bf16", "amx"];

    /// <summary>Takes a build from now on, while nothing else computes; null takes the widest that the processor runs.</summary>
    /// <returns>Whether the processor runs it.</returns>
    public static bool Use(string? name) => demur_use_kernels(name) != 0;

    [LibraryImport(Shim.Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int demur_use_kernels(string? name);
}
