using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Adapters;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Models.Checkpoints.Writing;

/// <summary>A checkpoint on its way into another folder or file; an adapter is merged into the weights in float32.</summary>
/// <remarks>Without an adapter weights go from file to file one at a time; with one the whole model is in memory.</remarks>
public sealed class ModelToWrite : IDisposable
{
    private readonly CausalLanguageModel? _merged;
    private readonly ClassifierAdapter? _classifier;

    private ModelToWrite(Checkpoint origin, ScalarType? dtype)
    {
        Origin = origin;
        if (ClassifierAdapter.IsOn(origin))
        {
            _classifier = ClassifierAdapter.Open(origin);
            ConfigChanges = _classifier.ConfigChanges;
            Tensors = TensorToWrite.AllOf(_classifier, dtype);
        }
        else if (origin.AdapterPath is not null)
        {
            _merged = Merge(origin);
            Tensors = [.. _merged.Parameters.Select(parameter => Announce(parameter, dtype ?? StoredType(parameter.Name)))];
        }
        else
        {
            Tensors = [.. TensorToWrite.AllOf(origin.Weights).Select(tensor => dtype is { } type && tensor.DType.IsFloatingPoint() ? tensor with { DType = type } : tensor)];
        }
    }

    /// <summary>Gets the checkpoint, for its configuration, tokenizer and template.</summary>
    public Checkpoint Origin { get; }

    /// <summary>Gets the weights.</summary>
    public IReadOnlyList<TensorToWrite> Tensors { get; }

    /// <summary>Gets what <c>config.json</c> says otherwise than the checkpoint's: the head of a classifier that an adapter brings.</summary>
    public IReadOnlyDictionary<string, JsonNode?> ConfigChanges { get; } = new Dictionary<string, JsonNode?>();

    /// <summary>Opens a checkpoint to be written elsewhere.</summary>
    /// <param name="pathOrName">What <see cref="Checkpoint.Open"/> takes.</param>
    /// <param name="options">The base of an adapter.</param>
    /// <param name="dtype">The type of weights; <see langword="null"/> to keep each one's own, float32 for block formats.</param>
    /// <exception cref="DemurException">The checkpoint is damaged, or an adapter's base does not fit into memory.</exception>
    public static ModelToWrite Open(string pathOrName, CheckpointOptions? options = null, ScalarType? dtype = null)
    {
        var origin = Checkpoint.Open(pathOrName, options);
        try
        {
            return new ModelToWrite(origin, dtype);
        }
        catch
        {
            origin.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _merged?.Dispose();
        _classifier?.Dispose();
        Origin.Dispose();
    }

    private static CausalLanguageModel Merge(Checkpoint origin)
    {
        MemoryCheck.Require(origin, ScalarType.Float32, Device.Cpu);
        var model = CausalLanguageModel.Load(origin.Config, origin.Weights);
        try
        {
            using var adapter = LoraAdapter.Of(origin, model)!;
            adapter.Merge(reversible: false);
            return model.OwnHead is null ? model : throw new DemurException(
                $"{origin.AdapterPath}: trains the embedding or the output head alone, which {origin.Name} shares, so no checkpoint of its kind can hold both. " +
                "Load the adapter beside its base, or export it for PEFT (--for peft).");
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static TensorToWrite Announce(NamedParameter parameter, ScalarType type)
    {
        using var scope = new TensorScope();
        return new TensorToWrite(parameter.Name, parameter.View().Shape.ToArray(), parameter.View) { DType = type };
    }

    // Some files leave the first part of every name out.
    private ScalarType StoredType(string name) =>
        Origin.Weights.Tensors.TryGetValue(name, out var info) || Origin.Weights.Tensors.TryGetValue(name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..], out info)
            ? info.DType
            : ScalarType.Float32;
}
