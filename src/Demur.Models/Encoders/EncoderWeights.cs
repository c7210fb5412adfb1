using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>Takes an encoder's weights out of a checkpoint and keeps them; a missing or misshapen one is an error that names it.</summary>
internal sealed class EncoderWeights(ITensorSource source, string body, Device device, ScalarType type = ScalarType.Float32) : IDisposable
{
    private readonly Dictionary<string, Tensor> _parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EncoderLinear> _linears = new(StringComparer.Ordinal);

    /// <summary>Gets every weight read so far by its name in the checkpoint.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _parameters;

    /// <summary>Gets every linear layer read so far by the name of its weight.</summary>
    public IReadOnlyDictionary<string, EncoderLinear> Linears => _linears;

    public bool HasBody(string name) => Find(body + name) is not null;

    /// <summary>Reads a weight of the body.</summary>
    public Tensor Body(string name, params ReadOnlySpan<long> shape) => Read(body + name, shape);

    /// <summary>Reads a weight by its full name.</summary>
    public Tensor Read(string name, params ReadOnlySpan<long> shape)
    {
        var found = Find(name) ?? throw new DemurException(
            $"{source.Location}: tensor {Shown.Name(name)} is missing. The weights belong to another model than config.json, or the checkpoint is incomplete.");
        var stored = source.Tensors[found].Shape;
        if (!stored.SequenceEqual(shape.ToArray()))
        {
            throw new DemurException(
                $"{source.Location}: tensor {Shown.Name(found)} has shape {Shown.Shape(stored)}, but config.json calls for {Shown.Shape(shape.ToArray())}. They belong to different models.");
        }

        using var scope = new TensorScope();
        var tensor = scope.Keep(source.Load(found, type, device));
        _parameters[found] = tensor;
        return tensor;
    }

    /// <summary>Reads a linear layer of the body.</summary>
    public EncoderLinear BodyLinear(string name, long inputs, long outputs) => Linear(body + name, inputs, outputs);

    /// <summary>Reads a linear layer by its full name.</summary>
    public EncoderLinear Linear(string name, long inputs, long outputs) =>
        _linears[name] = new EncoderLinear(Read(name + ".weight", outputs, inputs), Read(name + ".bias", outputs));

    /// <summary>Reads a layer norm of the body.</summary>
    public EncoderNorm BodyNorm(string name, long width, double epsilon) =>
        new(Body(name + ".weight", width), Body(name + ".bias", width), epsilon);

    public void Dispose()
    {
        foreach (var parameter in _parameters.Values)
        {
            parameter.Dispose();
        }
    }

    // Bodies saved alone lack the prefix, and the first BERT files call a norm's weight and bias gamma and beta.
    private string? Find(string name)
    {
        var bare = name.StartsWith(body, StringComparison.Ordinal) ? name[body.Length..] : name;
        string[] candidates = [name, bare, Older(name), Older(bare)];
        return candidates.FirstOrDefault(source.Tensors.ContainsKey);
    }

    private static string Older(string name) => name
        .Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal)
        .Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal);
}
