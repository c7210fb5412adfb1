using System.Diagnostics;
using Demur.Models;
using Demur.Models.Checkpoints;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints;

/// <summary>What loading may cost: memory beyond the weights themselves, and time beyond reading the file.</summary>
[Collection(TensorTests.Name)]
public sealed class LoadingLimitsTests
{
    private const double MostMemory = 1.1;
    private const double MostTime = 1.5;
    private const int Rounds = 7;

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void A_checkpoint_is_loaded_within_its_own_size_and_one_tensor(ScalarType type)
    {
        PeakMemory.SkipUnlessMeasurable();
        using var files = new LargeCheckpoint(type);
        Load(files, type).Dispose();

        CausalLanguageModel? model = null;
        var peak = PeakMemory.During(() => model = Load(files, type));
        model!.Dispose();

        TestContext.Current.TestOutputHelper?.WriteLine($"{type}: {files.Bytes / 1e6:F0} MB of weights, peak {peak / 1e6:F0} MB more than before");

        // Something was loaded at all, so that the limit means something.
        Assert.InRange(peak, files.Bytes * 0.8, (MostMemory * files.Bytes) + files.LargestTensor);
    }

    [Theory]
    [Trait(TestGroups.Trait, TestGroups.Slow)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void A_checkpoint_is_loaded_nearly_as_fast_as_its_files_are_read(ScalarType type)
    {
        using var files = new LargeCheckpoint(type);
        List<double> reading = [], loading = [];
        for (var round = 0; round < Rounds; round++)
        {
            reading.Add(Seconds(() => ReadAll(files)));
            loading.Add(Seconds(() => Load(files, type).Dispose()));
        }

        var (read, load) = (Median(reading), Median(loading));
        TestContext.Current.TestOutputHelper?.WriteLine($"{type}: read in {1000 * read:F0} ms, loaded in {1000 * load:F0} ms, {load / read:F2} x");
        Assert.InRange(load / read, 0, MostTime);
    }

    private static CausalLanguageModel Load(LargeCheckpoint files, ScalarType type)
    {
        using var checkpoint = Checkpoint.Open(files.Path);
        return CausalLanguageModel.Load(checkpoint.Config, checkpoint.Weights, new ModelPlacement { DType = type });
    }

    // What a program does that wants a file's bytes in memory of its own.
    private static void ReadAll(LargeCheckpoint files)
    {
        foreach (var path in files.Files)
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
            using var scope = new TensorScope();
            var target = Tensor.Empty([stream.Length], ScalarType.UInt8);
            for (var offset = 0L; offset < stream.Length;)
            {
                offset += stream.Read(target.Bytes(offset, (int)Math.Min(1 << 24, stream.Length - offset)));
            }
        }
    }

    private static double Seconds(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

}
