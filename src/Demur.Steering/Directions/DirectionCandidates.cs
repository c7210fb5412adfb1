using System.Globalization;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Steering.Directions;

/// <summary>Differences of means, harmful minus harmless, at every post-instruction position and layer.</summary>
public sealed class DirectionCandidates
{
    private const string TensorName = "mean_differences";
    private readonly double[] _values;

    internal DirectionCandidates(double[] values, (int Positions, int Layers, int Hidden) shape, (int Harmful, int Harmless) kept)
    {
        _values = values;
        (Positions, Layers, Hidden) = shape;
        (Harmful, Harmless) = kept;
    }

    /// <summary>Gets the number of positions; the last one is -1.</summary>
    public int Positions { get; }

    /// <summary>Gets the number of layers.</summary>
    public int Layers { get; }

    /// <summary>Gets the width of hidden states.</summary>
    public int Hidden { get; }

    /// <summary>Gets how many harmful prompts entered the means.</summary>
    public int Harmful { get; }

    /// <summary>Gets how many harmless prompts entered the means.</summary>
    public int Harmless { get; }

    /// <summary>Gets one candidate, <c>(hidden)</c>, at its own length.</summary>
    /// <param name="position">From the end, -1 the last.</param>
    /// <param name="layer">The block whose input it was taken at.</param>
    public float[] At(int position, int layer) =>
        [.. _values.AsSpan((((Positions + position) * Layers) + layer) * Hidden, Hidden).ToArray().Select(value => (float)value)];

    /// <summary>Saves the candidates in float64, whole or not at all.</summary>
    internal void Save(string path)
    {
        using var scope = new TensorScope();
        SafetensorsWriter.Write(path, [TensorToWrite.Of(TensorName, Tensor.From(_values, Positions, Layers, Hidden))], new Dictionary<string, string>
        {
            ["harmful"] = Harmful.ToString(CultureInfo.InvariantCulture),
            ["harmless"] = Harmless.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    internal static DirectionCandidates Read(string path)
    {
        using var scope = new TensorScope();
        using var source = SafetensorsSource.Open(path);
        if (!source.Tensors.TryGetValue(TensorName, out var info) || info.Shape.Count != 3)
        {
            throw new DemurException($"{path} holds no differences of means. Remove it, and the run finds them again.");
        }

        var values = source.Load(TensorName, ScalarType.Float64, Device.Cpu).ToArray<double>();
        return new DirectionCandidates(values, ((int)info.Shape[0], (int)info.Shape[1], (int)info.Shape[2]), (Count(source, "harmful"), Count(source, "harmless")));
    }

    private static int Count(SafetensorsSource source, string key) => int.Parse(source.Metadata[key], CultureInfo.InvariantCulture);
}
