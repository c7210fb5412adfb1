using System.Runtime.Intrinsics.X86;

namespace Demur.Tensors;

/// <summary>What the processor computes with, as far as the choice of kernel and precision depends on it.</summary>
/// <param name="Avx2">256-bit vectors with fused multiply-add.</param>
/// <param name="Avx512">512-bit vectors with the byte, word and length extensions (F, BW, DQ, VL).</param>
/// <param name="Avx512BFloat16">Products of bfloat16 in 512-bit vectors.</param>
/// <param name="AmxBFloat16">Products of bfloat16 in tiles.</param>
public sealed record ProcessorFeatures(bool Avx2, bool Avx512, bool Avx512BFloat16, bool AmxBFloat16)
{
    private const int Leaf = 7;

    /// <summary>Whether products of bfloat16 run in hardware; without, they are a hundred times slower than float32.</summary>
    public bool HasBFloat16 => Avx512BFloat16 || AmxBFloat16;

    /// <summary>Asks the processor that this runs on.</summary>
    public static ProcessorFeatures Detect()
    {
        var avx512 = Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported;
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < Leaf)
        {
            return new ProcessorFeatures(Avx2: false, Avx512: false, Avx512BFloat16: false, AmxBFloat16: false);
        }

        var (subLeaves, _, _, edx) = X86Base.CpuId(Leaf, 0);
        var eax1 = subLeaves >= 1 ? X86Base.CpuId(Leaf, 1).Eax : 0;

        // Intel's manual, CPUID leaf 7: AVX512_BF16 is bit 5 of EAX in sub-leaf 1, AMX-BF16 bit 22 of EDX in sub-leaf 0.
        // The operating system has to save the wide registers too, which the Avx512 checks of the runtime include.
        return new ProcessorFeatures(
            System.Runtime.Intrinsics.X86.Avx2.IsSupported && Fma.IsSupported,
            avx512,
            avx512 && (eax1 & (1 << 5)) != 0,
            avx512 && (edx & (1 << 22)) != 0);
    }

    /// <summary>The OpenBLAS kernel that suits: its name as <c>OPENBLAS_CORETYPE</c> takes it, or null to leave the choice to OpenBLAS.</summary>
    /// <remarks>A kernel for instructions that the processor lacks ends the process, so each needs its own evidence.</remarks>
    public string? BlasKernel => this switch
    {
        { Avx512BFloat16: true } => "COOPERLAKE",
        { Avx512: true } => "SKYLAKEX",
        { Avx2: true } => "HASWELL",
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString()
    {
        string[] names =
        [
            .. Avx2 ? ["AVX2"] : Array.Empty<string>(),
            .. Avx512 ? ["AVX-512"] : Array.Empty<string>(),
            .. Avx512BFloat16 ? ["AVX-512 bfloat16"] : Array.Empty<string>(),
            .. AmxBFloat16 ? ["AMX bfloat16"] : Array.Empty<string>(),
        ];
        return names is [] ? "no wide vectors" : string.Join(", ", names);
    }
}
