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

    internal DirectionCandidates(double[] values, (int Positions, int Layers, int Hidden) shape, (int Harmful, int Harmless) kept, IReadOnlyDictionary<string, string> metadata)
    {
        _values = values;
        (Positions, Layers, Hidden) = shape;
        (Harmful, Harmless) = kept;
        Metadata = metadata;
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

    /// <summary>Gets how the means were taken: model, seed, counts, refusal tokens.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Gets one candidate, <c>(hidden)</c>, at its own length.</summary>
    /// <param name="position">From the end, -1 the last.</param>
    /// <param name="layer">The block whose input it was taken at.</param>
    public float[] At(int position, int layer) =>
        [.. _values.AsSpan((((Positions + position) * Layers) + layer) * Hidden, Hidden).ToArray().Select(value => (float)value)];

    /// <summary>Makes one candidate a direction, with its scores and the bounds that it was chosen by.</summary>
    /// <param name="chosen">The candidate.</param>
    /// <param name="bounds">The bounds.</param>
    public RefusalDirection Direction(DirectionScore chosen, SelectionOptions bounds)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        ArgumentNullException.ThrowIfNull(bounds);
        return new RefusalDirection
        {
            Vector = At(chosen.Position, chosen.Layer),
            Layer = chosen.Layer,
            Position = chosen.Position,
            Metadata = new Dictionary<string, string>(Metadata)
            {
                ["layers"] = Text(Layers),
                ["positions"] = Text(Positions),
                ["harmful"] = Text(Harmful),
                ["harmless"] = Text(Harmless),
                ["bypass"] = Text(chosen.Bypass),
                ["induce"] = Text(chosen.Induce),
                ["kl"] = Text(chosen.Kl),
                ["bounds"] = string.Create(CultureInfo.InvariantCulture, $"{bounds.Bounds}: KL {bounds.MaximumKl}, induce {bounds.MinimumInduce}, layers {bounds.LayerShare}"),
            },
        };
    }

    /// <summary>Saves the candidates in float64, whole or not at all.</summary>
    internal void Save(string path)
    {
        using var scope = new TensorScope();
        SafetensorsWriter.Write(path, [TensorToWrite.Of(TensorName, Tensor.From(_values, Positions, Layers, Hidden))], new Dictionary<string, string>(Metadata)
        {
            ["harmful"] = Harmful.ToString(CultureInfo.InvariantCulture),
            ["harmless"] = Harmless.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file of a search.</param>
    /// <exception cref="DemurException">It holds something else.</exception>
    public static DirectionCandidates Read(string path)
    {
        using var scope = new TensorScope();
        using var source = SafetensorsSource.Open(path);
        if (!source.Tensors.TryGetValue(TensorName, out var info) || info.Shape.Count != 3)
        {
            throw new DemurException($"{path} holds no differences of means. Remove it, and the run finds them again.");
        }

        var values = source.Load(TensorName, ScalarType.Float64, Device.Cpu).ToArray<double>();
        return new DirectionCandidates(values, ((int)info.Shape[0], (int)info.Shape[1], (int)info.Shape[2]), (Count(source, "harmful"), Count(source, "harmless")), source.Metadata);
    }

    private static int Count(SafetensorsSource source, string key) => int.Parse(source.Metadata[key], CultureInfo.InvariantCulture);

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
