using System.Globalization;
using Demur.Tensors;
using Demur.Tensors.Native;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

[Collection(TensorTests.Name)]
public sealed class TorchRuntimeTests
{
    private static readonly ProcessorFeatures None = new(Avx2: false, Avx512: false, Avx512BFloat16: false, AmxBFloat16: false);

    // bfloat16 without hardware for it is a hundred times slower than float32, so "auto" must never choose it there.
    [Theory]
    [InlineData(false, false, false, false, false, ScalarType.Float32)]
    [InlineData(true, false, false, false, false, ScalarType.Float32)]
    [InlineData(true, true, false, false, false, ScalarType.Float32)]
    [InlineData(true, true, true, false, false, ScalarType.BFloat16)]
    [InlineData(true, true, false, true, false, ScalarType.BFloat16)]
    [InlineData(true, false, false, false, true, ScalarType.BFloat16)]
    public void The_default_precision_follows_the_hardware(bool avx2, bool avx512, bool bfloat16, bool amx, bool cuda, ScalarType expected) =>
        Assert.Equal(expected, TorchRuntime.PreferredDTypeFor(new ProcessorFeatures(avx2, avx512, bfloat16, amx), cuda));

    [Fact]
    public void The_blas_kernel_asks_for_no_instruction_that_the_processor_lacks()
    {
        Assert.Null(None.BlasKernel);
        Assert.Equal("HASWELL", (None with { Avx2 = true }).BlasKernel);
        Assert.Equal("SKYLAKEX", (None with { Avx2 = true, Avx512 = true }).BlasKernel);
        Assert.Equal("COOPERLAKE", (None with { Avx2 = true, Avx512 = true, Avx512BFloat16 = true }).BlasKernel);
        Assert.Equal("SKYLAKEX", (None with { Avx2 = true, Avx512 = true, AmxBFloat16 = true }).BlasKernel);
    }

    [Fact]
    public void The_kernel_chosen_before_loading_is_the_one_that_runs()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("DEMUR_BLAS_CORETYPE") is { Length: > 0 }, "DEMUR_BLAS_CORETYPE chooses another kernel.");
        Assert.SkipWhen(TorchRuntime.BlasKernel is null, "The BLAS here is not OpenBLAS.");
        Assert.SkipWhen(TorchRuntime.Processor.BlasKernel is null, "OpenBLAS chooses by itself here.");

        Assert.Equal(TorchRuntime.Processor.BlasKernel, TorchRuntime.BlasKernel, ignoreCase: true);
    }

    [Fact]
    public void What_the_runtime_says_about_itself_is_there()
    {
        Assert.Matches(@"^\d+\.\d+", TorchRuntime.Version);
        Assert.Contains(TorchRuntime.Kernels, (string[])["base", "avx2", "avx512", "avx512bf16", "amx"]);
        Assert.InRange(TorchRuntime.Threads, 1, Environment.ProcessorCount);
        Assert.True(TorchRuntime.CudaDevices >= 0);
    }

    [Fact]
    public void Options_that_come_after_loading_are_refused()
    {
        _ = Tensor.LiveCount;

        Assert.Throws<InvalidOperationException>(() => TorchRuntime.Initialise(new TorchOptions { Threads = 77 }));
    }

    [Theory]
    [InlineData("float32", ScalarType.Float32)]
    [InlineData("bfloat16", ScalarType.BFloat16)]
    public void A_precision_is_read_by_its_name(string text, ScalarType expected) => Assert.Equal(expected, TorchRuntime.ParseDType(text));

    [Fact]
    public void An_unknown_precision_is_named_with_the_known_ones()
    {
        var error = Assert.Throws<FormatException>(() => TorchRuntime.ParseDType("fp32"));

        Assert.Contains("\"fp32\"", error.Message, StringComparison.Ordinal);
        Assert.Contains("float32", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cpu", DeviceKind.Cpu, 0)]
    [InlineData("cuda", DeviceKind.Cuda, 0)]
    [InlineData("cuda:3", DeviceKind.Cuda, 3)]
    public void A_device_is_read_as_it_is_written(string text, DeviceKind kind, int index) => Assert.Equal(new Device(kind, index), Device.Parse(text));

    [Fact]
    public void A_missing_library_names_the_path_and_the_way_out()
    {
        var error = Assert.Throws<TorchException>(() => ShimLoader.Find("/nowhere/libdemur_torch.so", AppContext.BaseDirectory));

        Assert.Contains("/nowhere/libdemur_torch.so", error.Message, StringComparison.Ordinal);
        Assert.Contains("./demur doctor", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_named_from_where_the_user_stands_is_not_looked_for_among_the_systems()
    {
        var whole = ShimLoader.Find(null, AppContext.BaseDirectory);

        Assert.Equal(whole, ShimLoader.Find(Path.GetRelativePath(Directory.GetCurrentDirectory(), whole), "/nowhere"));
    }

    [Fact]
    public void A_matrix_rate_is_measured_in_float32() => TensorTests.LeaveNothingBehind(() => Assert.True(MatrixRate.Measure(ScalarType.Float32) > 0));

    // A helper is named as the thread that started it.
    [Fact]
    public void A_thread_that_releases_its_helpers_has_none_left()
    {
        Assert.SkipWhen(TorchRuntime.Threads < 2, "One thread needs no helpers.");
        int[] counts = [0, 0];
        var thread = new Thread(() =>
        {
            using var scope = new TensorScope();
            _ = Tensor.Ones([256, 256], ScalarType.Float32).MatMul(Tensor.Ones([256, 256], ScalarType.Float32));
            counts[0] = Named("releases");
            TorchRuntime.ReleaseThreads();
            SpinWait.SpinUntil(() => Named("releases") == 1, TimeSpan.FromSeconds(10));
            counts[1] = Named("releases");
        }) { Name = "releases" };
        thread.Start();
        thread.Join();
        Assert.Equal([TorchRuntime.Threads, 1], counts);
    }

    [Fact]
    public void Large_blocks_stay_with_the_process_where_that_is_asked()
    {
        const long Pages = (64 << 20) / 4096;
        try
        {
            TorchRuntime.KeepLargeBlocks(true);
            Assert.InRange(PagesTouchedFirst(), Pages / 2, long.MaxValue);

            Assert.InRange(PagesTouchedFirst(), 0, Pages / 4);
        }
        finally
        {
            TorchRuntime.KeepLargeBlocks(false);
        }

        Assert.InRange(PagesTouchedFirst(), Pages / 2, long.MaxValue);
    }

    // Faults of this process while a tensor of 64 MiB is made, filled and freed.
    private static long PagesTouchedFirst()
    {
        static long Faults() => long.Parse(File.ReadAllText("/proc/self/stat").Split(") ")[^1].Split(' ')[7], CultureInfo.InvariantCulture);
        var before = Faults();
        using (Tensor.Full([16 << 20], 1, ScalarType.Float32))
        {
        }

        return Faults() - before;
    }

    private static int Named(string name) => Directory.GetDirectories("/proc/self/task").Count(task =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).Trim() == name;
        }
        catch (IOException)
        {
            return false; // ended meanwhile
        }
    });
}
