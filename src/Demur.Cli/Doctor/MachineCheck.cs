using System.Globalization;
using System.Runtime.InteropServices;
using Demur.Tensors;

namespace Demur.Cli.Doctor;

/// <summary>Looks at processor, libtorch, matrix library, memory, GPU and embedded models.</summary>
internal static class MachineCheck
{
    private const double SlowMatrixRate = 25;

    public static IEnumerable<Finding> Run()
    {
        yield return new Finding("program", $"demur {typeof(MachineCheck).Assembly.GetName().Version?.ToString(3)}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");
        yield return new Finding("processor", $"{ProcessorName()}, {Environment.ProcessorCount} cores, {TorchRuntime.Processor}");
        yield return Memory();

        var torch = Torch();
        yield return torch;
        if (torch.Mend is null)
        {
            yield return Blas();
            yield return new Finding("threads", TorchRuntime.Threads.ToString(CultureInfo.InvariantCulture));
            yield return new Finding("GPU", TorchRuntime.CudaDevices > 0 ? $"{TorchRuntime.CudaDevices} CUDA device(s)" : "none that this libtorch can use");
            yield return Rate(ScalarType.Float32);
            yield return TorchRuntime.Processor.HasBFloat16
                ? Rate(ScalarType.BFloat16)
                : new Finding("bfloat16 matrix rate", "not measured: the processor does not compute in bfloat16, so --dtype auto takes float32");
            yield return new Finding("--dtype auto", TorchRuntime.PreferredDType.ToString());
        }

        foreach (var model in ModelCheck.Run())
        {
            yield return model;
        }
    }

    private static Finding Torch()
    {
        try
        {
            return new Finding("libtorch", TorchRuntime.Version);
        }
        catch (TorchException exception)
        {
            return new Finding("libtorch", exception.Message, "run ./demur, which installs and builds it, or set DEMUR_LIBTORCH to a libtorch folder");
        }
    }

    private static Finding Blas()
    {
        var found = $"{TorchRuntime.BlasPath ?? "unknown"}, kernel {TorchRuntime.BlasKernel ?? "none"}";
        return TorchRuntime.BlasKernel is null
            ? new Finding("BLAS", found, "install libopenblas0-openmp; other matrix libraries are up to 60 times slower")
            : new Finding("BLAS", found);
    }

    private static Finding Rate(ScalarType type)
    {
        var rate = MatrixRate.Measure(type);
        var found = string.Create(CultureInfo.InvariantCulture, $"{rate:F0} GFLOP/s");
        return new Finding($"{type} matrix rate", found, rate < SlowMatrixRate ? "far below what two cores can do: see the BLAS line, and whether something else is running" : null);
    }

    private static Finding Memory()
    {
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        var found = string.Create(CultureInfo.InvariantCulture, $"{total:F1} GiB");
        return new Finding("memory", found, total < 3 ? "tuning the embedded model needs about 3 GiB" : null);
    }

    private static string ProcessorName()
    {
        const string Key = "model name";
        const string Path = "/proc/cpuinfo";
        return File.Exists(Path) && File.ReadLines(Path).FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
    }
}
