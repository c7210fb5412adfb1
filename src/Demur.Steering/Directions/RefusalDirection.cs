using System.Globalization;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Steering.Directions;

/// <summary>A direction in the residual stream along which refusal lies, at its own length (Arditi et al. 2024).</summary>
public sealed record RefusalDirection
{
    private const string TensorName = "direction";
    private const string LayerKey = "layer";
    private const string PositionKey = "position";

    /// <summary>Gets the difference of means, <c>(hidden)</c>, not normalised.</summary>
    public required IReadOnlyList<float> Vector { get; init; }

    /// <summary>Gets the block at whose input it was found and is added, from 0.</summary>
    public required int Layer { get; init; }

    /// <summary>Gets the position at which it was found, counted from the end: -1 is the last token of the prompt.</summary>
    public required int Position { get; init; }

    /// <summary>Gets how it was found: model, seed, counts, scores, refusal tokens.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the length.</summary>
    public double Norm => Math.Sqrt(Vector.Sum(value => (double)value * value));

    /// <summary>Saves the direction as safetensors with its metadata, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DemurException">The file cannot be written.</exception>
    public void Save(string path)
    {
        using var scope = new TensorScope();
        var metadata = new Dictionary<string, string>(Metadata)
        {
            [LayerKey] = Layer.ToString(CultureInfo.InvariantCulture),
            [PositionKey] = Position.ToString(CultureInfo.InvariantCulture),
        };
        SafetensorsWriter.Write(path, [TensorToWrite.Of(TensorName, Tensor.From(Vector.ToArray()))], metadata);
    }

    /// <summary>Reads a direction.</summary>
    /// <param name="path">A file, or the folder of a run that found one.</param>
    /// <exception cref="DemurException">There is none, or the file is damaged.</exception>
    public static RefusalDirection Read(string path)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, DirectionRun.DirectionFile) : path;
        if (!File.Exists(file))
        {
            throw new DemurException($"{path}: holds no direction. Give a .safetensors file or the folder of a run of 'demur direction find' that came to an end.");
        }

        using var scope = new TensorScope();
        using var source = SafetensorsSource.Open(file);
        if (!source.Tensors.TryGetValue(TensorName, out var info) || info.Shape.Count != 1
            || !TryNumber(source, LayerKey, out var layer) || !TryNumber(source, PositionKey, out var position) || layer < 0)
        {
            throw new DemurException($"{file}: is no direction: it needs a tensor '{TensorName}' of one dimension and the metadata '{LayerKey}' and '{PositionKey}'. Find one with 'demur direction find'.");
        }

        var vector = source.Load(TensorName, ScalarType.Float32, Device.Cpu).ToArray<float>();
        return vector.All(float.IsFinite) && vector.Any(value => value != 0)
            ? new RefusalDirection { Vector = vector, Layer = layer, Position = position, Metadata = source.Metadata }
            : throw new DemurException($"{file}: the direction has values that are not finite, or no length. Find it again with 'demur direction find'.");
    }

    private static bool TryNumber(SafetensorsSource source, string key, out int number)
    {
        number = 0;
        return source.Metadata.TryGetValue(key, out var text) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
