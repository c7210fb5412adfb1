using System.Globalization;
using System.Runtime.InteropServices;
using Demur.Tensors.Native;

namespace Demur.Tensors;

/// <summary>The one libtorch in this process: how it was started and what it says about itself.</summary>
public static partial class TorchRuntime
{
    private static readonly Lock Gate = new();
    private static TorchOptions _options = new();
    private static bool _prepared;

    /// <summary>What the processor computes with.</summary>
    public static ProcessorFeatures Processor { get; } = ProcessorFeatures.Detect();

    /// <summary>The version of libtorch that the native library was built against.</summary>
    public static string Version => Text(demur_torch_version()) ?? "unknown";

    /// <summary>The kernel that OpenBLAS chose, or null when the BLAS is another.</summary>
    public static string? BlasKernel => Text(demur_blas_kernel());

    /// <summary>OpenBLAS's own line on how it was built (threads, version), or null when the BLAS is another.</summary>
    public static string? BlasConfiguration => Text(demur_blas_config());

    /// <summary>The file that matrix products come from, or null when it cannot be told.</summary>
    public static unsafe string? BlasPath
    {
        get
        {
            var buffer = stackalloc byte[1024];
            return demur_blas_path(buffer, 1024) == 0 ? Marshal.PtrToStringUTF8((nint)buffer) : null;
        }
    }

    /// <summary>Which build of the hand-written kernels runs: base, avx2, avx512, avx512bf16 or amx.</summary>
    public static string Kernels => Text(demur_kernels()) ?? "unknown";

    /// <summary>The GPUs that libtorch can use.</summary>
    public static int CudaDevices => demur_cuda_devices();

    /// <summary>The threads that one operation uses.</summary>
    public static int Threads
    {
        get => demur_threads();
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Shim.Check(demur_set_threads(value));
        }
    }

    /// <summary>Ends the helpers of the calling thread. For a thread that leaves all further work to another one.</summary>
    /// <remarks>While helpers outnumber processors, those of every thread sleep between operations: a fifth of the rate of generation.</remarks>
    public static void ReleaseThreads() => Shim.Check(demur_release_threads());

    /// <summary>Says whether up to four blocks of 32 MiB or more wait, once they are free, for a tensor of exactly their size; they do not at first.</summary>
    /// <remarks>For work that makes and frees tensors of a few large sizes again and again: a step of full tuning, a tenth of whose time went into pages that the system cleared anew.</remarks>
    public static void KeepLargeBlocks(bool keep) => Shim.Check(demur_keep_large_blocks(keep ? 1 : 0));

    /// <summary>The element type for matrix work when the user leaves it to the machine.</summary>
    /// <remarks>bfloat16 where the processor or a GPU computes with it, else float32.</remarks>
    public static ScalarType PreferredDType => PreferredDTypeFor(Processor, CudaDevices > 0);

    /// <summary>Settles kernel and threads and loads libtorch. Without this call the first tensor does it with the defaults.</summary>
    /// <exception cref="InvalidOperationException">libtorch is loaded already, so the options would come too late.</exception>
    /// <exception cref="TorchException">The native library is missing or does not load.</exception>
    public static void Initialise(TorchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (Gate)
        {
            if (_prepared && options != _options)
            {
                throw new InvalidOperationException("libtorch is loaded already with other options: call TorchRuntime.Initialise before the first tensor.");
            }

            _options = options;
        }

        _ = Threads;
    }

    /// <summary>Reads what a user writes for a precision: auto, float32, bfloat16, float16, float64.</summary>
    /// <exception cref="FormatException">The text names no precision.</exception>
    public static ScalarType ParseDType(string text) => text switch
    {
        "auto" => PreferredDType,
        "float32" => ScalarType.Float32,
        "bfloat16" => ScalarType.BFloat16,
        "float16" => ScalarType.Float16,
        "float64" => ScalarType.Float64,
        _ => throw new FormatException($"\"{text}\" names no precision: write auto, float32, bfloat16, float16 or float64."),
    };

    internal static ScalarType PreferredDTypeFor(ProcessorFeatures processor, bool cuda) =>
        cuda || processor.HasBFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>Sets what OpenBLAS and OpenMP read while they load. The loader calls this once, just before.</summary>
    internal static void PrepareEnvironment()
    {
        lock (Gate)
        {
            if (_prepared)
            {
                return;
            }

            _prepared = true;
            var chosen = _options.BlasKernel ?? Environment.GetEnvironmentVariable("DEMUR_BLAS_CORETYPE");
            if ((chosen is { Length: > 0 } ? chosen : Processor.BlasKernel) is { } kernel)
            {
                ProcessEnvironment.Set("OPENBLAS_CORETYPE", kernel);
            }

            // Debian's libtorch takes half of the processors when nobody says how many.
            if (_options.Threads is not null || Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is not { Length: > 0 })
            {
                var threads = _options.Threads ?? ProcessorCores.Count();
                ProcessEnvironment.Set("OMP_NUM_THREADS", threads.ToString(CultureInfo.InvariantCulture));
            }

            // A thread that waits for the others spins this often before it sleeps. The default is so long that two processes
            // on the same cores spend their time spinning at each other: a hundred times slower, measured.
            if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null && Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") is null)
            {
                ProcessEnvironment.Set("GOMP_SPINCOUNT", "5000");
            }
        }
    }

    private static string? Text(nint text) => Marshal.PtrToStringUTF8(text);

    [LibraryImport(Shim.Library)]
    private static partial nint demur_torch_version();

    [LibraryImport(Shim.Library)]
    private static partial nint demur_blas_kernel();

    [LibraryImport(Shim.Library)]
    private static partial nint demur_blas_config();

    [LibraryImport(Shim.Library)]
    private static unsafe partial int demur_blas_path(byte* buffer, int size);

    [LibraryImport(Shim.Library)]
    private static partial nint demur_kernels();

    [LibraryImport(Shim.Library)]
    private static partial int demur_cuda_devices();

    [LibraryImport(Shim.Library)]
    private static partial int demur_threads();

    [LibraryImport(Shim.Library)]
    private static partial int demur_set_threads(int count);

    [LibraryImport(Shim.Library)]
    private static partial int demur_release_threads();

    [LibraryImport(Shim.Library)]
    private static partial int demur_keep_large_blocks(int keep);
}
