using System.Diagnostics;
using System.Text.Json;
using Demur.Tensors;

namespace Demur.Bench;

/// <summary>Times the products of one pass of SmolLM2-135M by how many rows go through together; JSON lines.</summary>
internal static class LinearBench
{
    // Inputs, outputs, and how many such layers the model has; each layer has weights of its own, as in the model.
    private static readonly (int Inputs, int Outputs, int Layers)[] Shapes = [(576, 960, 30), (576, 576, 30), (576, 3072, 30), (1536, 576, 30), (576, 49152, 1)];

    public static void Run(string dtype)
    {
        using var recording = Autograd.NoGrad();
        using var generator = new Generator(0);
        var type = TorchRuntime.ParseDType(dtype);
        foreach (var rows in (int[])[1, 4, 8, 16, 32, 64, 128, 512, 1024])
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { rows, milliseconds = 1e3 * Shapes.Sum(shape => Seconds(shape, rows, type, generator)) }));
        }
    }

    private static double Seconds((int Inputs, int Outputs, int Layers) shape, int rows, ScalarType type, Generator generator)
    {
        using var scope = new TensorScope();
        Tensor[] weights = [.. Enumerable.Range(0, shape.Layers).Select(_ => Tensor.Normal([shape.Outputs, shape.Inputs], generator).To(type))];
        var x = Tensor.Normal([rows, shape.Inputs], generator).To(type);
        var best = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var started = Stopwatch.GetTimestamp();
            foreach (var weight in weights)
            {
                x.Linear(weight).Dispose();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return best;
    }
}
