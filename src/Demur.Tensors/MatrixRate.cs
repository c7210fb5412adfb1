using System.Diagnostics;

namespace Demur.Tensors;

/// <summary>Measures how fast this machine multiplies matrices, for <c>demur doctor</c>.</summary>
public static class MatrixRate
{
    private const int Extent = 1024;

    // The first products of a kind also compile their code.
    private const int FewestRounds = 3;

    /// <summary>Multiplies square matrices of 1024 by libtorch's product and by a linear layer's, in turns for about a third of a second, and takes the best round.</summary>
    /// <param name="dtype">A floating point type. One that the hardware lacks is measured all the same, on one product.</param>
    /// <param name="device">Where; the CPU by default.</param>
    /// <returns>Billions of multiplications and additions a second.</returns>
    public static double Measure(ScalarType dtype, Device device = default)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var generator = new Generator(seed: 1);
        using (generator)
        {
            // A slow type must not hold up the doctor: a small product says whether a large one is affordable.
            var small = Best(generator, 256, dtype, device, TimeSpan.FromMilliseconds(20));
            return small < 5 ? small : Best(generator, Extent, dtype, device, TimeSpan.FromMilliseconds(300));
        }
    }

    private static double Best(Generator generator, int extent, ScalarType dtype, Device device, TimeSpan budget)
    {
        var left = Tensor.Normal([extent, extent], generator).To(dtype, device);
        var right = Tensor.Normal([extent, extent], generator).To(dtype, device);
        var (shortest, rounds) = (double.MaxValue, 0);
        var started = Stopwatch.GetTimestamp();
        do
        {
            rounds++;
            shortest = Math.Min(shortest, Math.Min(Seconds(() => left.MatMul(right)), Seconds(() => left.Linear(right))));
        }
        while (rounds < FewestRounds || Stopwatch.GetElapsedTime(started) < budget);
        return 2.0 * extent * extent * extent / shortest / 1e9;
    }

    private static double Seconds(Func<Tensor> multiply)
    {
        var started = Stopwatch.GetTimestamp();
        using var product = multiply();

        // On a GPU the product is done when a value of it can be read.
        using var one = product.Select(0, 0).Select(0, 0);
        _ = one.Item();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
