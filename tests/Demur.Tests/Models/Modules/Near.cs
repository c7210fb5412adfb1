using Demur.Tensors;
using Xunit;

namespace Demur.Tests.Models.Modules;

/// <summary>Compares figures within absolute plus relative tolerance and says where they part.</summary>
internal static class Near
{
    public static void Equal(Tensor expected, Tensor actual, double tolerance, string what)
    {
        var wanted = expected.To(ScalarType.Float64).ToArray<double>();
        var found = actual.To(ScalarType.Float64).ToArray<double>();
        Assert.True(wanted.Length == found.Length, $"{what}: {wanted.Length} values expected, {found.Length} found.");
        for (var i = 0; i < wanted.Length; i++)
        {
            // The message takes a pass over all values: it is made only when it is needed.
            if (!(Math.Abs(wanted[i] - found[i]) <= tolerance + (tolerance * Math.Abs(wanted[i]))))
            {
                var largest = wanted.Zip(found, (w, f) => Math.Abs(w - f)).Max();
                Assert.Fail($"{what}: value {i} is {found[i]:G7}, expected {wanted[i]:G7}; largest difference {largest:G3}.");
            }
        }
    }
}
