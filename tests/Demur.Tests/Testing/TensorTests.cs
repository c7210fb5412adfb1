using Demur.Tensors;
using Xunit;

namespace Demur.Tests.Testing;

/// <summary>The collection of tests that create tensors: one at a time, so that the count of live tensors is theirs.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TensorTests
{
    public const string Name = "tensors";

    /// <summary>Fails when the body leaves more or fewer live tensors than it found.</summary>
    public static void LeaveNothingBehind(Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var before = LiveTensors();
        body();
        Assert.Equal(before, Tensor.LiveCount);
    }

    /// <summary>The count of live tensors after the garbage of earlier tests is gone, so that its late end is not mistaken for a change.</summary>
    public static long LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.LiveCount;
    }
}
