using Demur.Tensors;
using Xunit;

namespace Demur.Tests.Tensors;

/// <summary>Holds a fused operation against its plain formula: values, and gradients for a random arriving gradient.</summary>
internal static class Gradients
{
    /// <summary>Runs the fused operation in the given type and the plain one in float64 on the same inputs.</summary>
    /// <returns>The number of gradients compared.</returns>
    public static int Agree(Tensor[] inputs, Func<Tensor[], Tensor> fused, Func<Tensor[], Tensor> plain, ScalarType type, double tolerance)
    {
        Tensor[] narrow = [.. inputs.Select(input => Leaf(input, type))];

        // The formula sees the values that the fused operation sees, rounded as they are.
        Tensor[] wide = [.. narrow.Select(input => Leaf(input, ScalarType.Float64))];
        var actual = fused(narrow);
        var expected = plain(wide);
        Close(expected, actual, tolerance, "value");

        using var generator = new Generator(seed: 99);
        var arriving = Tensor.Normal(expected.Shape, generator, dtype: ScalarType.Float64).To(actual.DType);
        actual.Backward(arriving);
        expected.Backward(arriving.To(ScalarType.Float64));
        for (var i = 0; i < inputs.Length; i++)
        {
            Close(wide[i].Grad!, narrow[i].Grad!, tolerance, $"gradient of input {i}");
        }

        return inputs.Length;
    }

    /// <summary>Holds the gradient of a float64 operation against finite differences.</summary>
    public static void MatchDifferences(Tensor input, Func<Tensor, Tensor> operation)
    {
        const double step = 1e-5;
        var x = Leaf(input, ScalarType.Float64);
        operation(x).Sum().Backward();
        var gradient = x.Grad!.ToArray<double>();
        var values = x.ToArray<double>();
        for (var i = 0; i < values.Length; i++)
        {
            double At(double shift)
            {
                var moved = (double[])values.Clone();
                moved[i] += shift;
                return operation(Tensor.From(moved, x.Shape)).Sum().Item();
            }

            Assert.Equal((At(step) - At(-step)) / (2 * step), gradient[i], 1e-6 * Math.Max(1, Math.Abs(gradient[i])));
        }
    }

    public static void Close(Tensor expected, Tensor actual, double tolerance, string what)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        var right = expected.ToArray<double>();
        var left = actual.ToArray<double>();
        var scale = Math.Max(1, right.Length == 0 ? 0 : right.Max(Math.Abs));
        for (var i = 0; i < right.Length; i++)
        {
            Assert.True(Math.Abs(left[i] - right[i]) <= tolerance * scale, $"{what}: element {i} is {left[i]:G9}, expected {right[i]:G9} within {tolerance * scale:G3}");
        }
    }

    private static Tensor Leaf(Tensor input, ScalarType type) => input.Detach().To(type).Clone().Detach().WithGrad();
}
