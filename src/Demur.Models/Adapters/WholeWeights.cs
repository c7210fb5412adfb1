using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Models.Adapters;

/// <summary>Weights that an adapter replaces as a whole: PEFT's <c>modules_to_save</c>, biases, and embeddings saved along.</summary>
/// <remarks>While they are in the model, this object holds the model's own.</remarks>
internal sealed class WholeWeights : IDisposable
{
    private const string HeadName = "lm_head.weight";

    private readonly CausalLanguageModel _model;
    private readonly IReadOnlyList<(NamedParameter Parameter, Tensor Other)> _weights;
    private readonly Tensor? _head;
    private readonly bool _untiesHead;

    private WholeWeights(CausalLanguageModel model, IReadOnlyList<(NamedParameter Parameter, Tensor Other)> weights, Tensor? head, bool untiesHead)
    {
        _model = model;
        _weights = weights;
        _head = head;
        _untiesHead = untiesHead;
    }

    public bool IsEmpty => _weights.Count == 0 && _head is null;

    /// <summary>Gets a value indicating whether the weights are in the model now.</summary>
    public bool IsIn { get; private set; }

    /// <summary>Reads what the file holds besides low-rank matrices.</summary>
    /// <param name="model">The base.</param>
    /// <param name="source">The adapter's file.</param>
    /// <param name="names">The stored names by the weights' own.</param>
    /// <param name="tiesHead">Whether an embedding that is replaced is the output head as well, where the base shares the two.</param>
    /// <exception cref="DemurException">The model has no such weight, or one of another shape.</exception>
    public static WholeWeights Read(CausalLanguageModel model, SafetensorsSource source, IReadOnlyDictionary<string, string> names, bool tiesHead)
    {
        var parameters = model.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        using var scope = new TensorScope();
        var weights = new List<(NamedParameter, Tensor)>();
        Tensor? head = null;
        foreach (var (name, stored) in names)
        {
            if (parameters.TryGetValue(name, out var parameter))
            {
                CheckShape(source, stored, parameter.View().Shape);
                weights.Add((parameter, source.Load(stored, parameter.Storage.DType, model.Device)));
            }
            else if (name == HeadName && model.Config.TiesEmbeddings)
            {
                CheckShape(source, stored, model.HeadWeight.Shape);
                head = source.Load(stored, model.HeadWeight.DType, model.Device);
            }
            else
            {
                throw new DemurException(
                    $"{source.Location}: {Shown.Name(stored)} changes nothing that the model has; its weights are named like {model.Parameters[0].Name}. " +
                    "Check that the adapter belongs to this base, and that it is none for a classifier.");
            }
        }

        weights.ForEach(weight => scope.Keep(weight.Item2));
        if (head is not null)
        {
            scope.Keep(head);
        }

        var untiesHead = model.Config.TiesEmbeddings && !tiesHead && weights.Any(weight => ReferenceEquals(weight.Item1.Storage, model.Decoder.Embedding));
        return new WholeWeights(model, weights, head, untiesHead);
    }

    /// <summary>Exchanges these weights and the model's own; twice is as if nothing had been.</summary>
    public void Exchange()
    {
        using var recording = Autograd.NoGrad();
        foreach (var (parameter, other) in _weights)
        {
            using var scope = new TensorScope();
            var view = parameter.View();
            var current = view.Clone();
            view.CopyFrom(other);
            other.CopyFrom(current);
        }

        IsIn = !IsIn;
        _model.OwnHead = IsIn ? Head() : null;
    }

    /// <summary>Leaves the weights in the model for good, which then owns all that it needs of them.</summary>
    public void LeaveIn()
    {
        if (_model.OwnHead is { } head)
        {
            using var scope = new TensorScope();
            _model.KeepHead(scope.Keep(head.Clone()));
        }
    }

    /// <summary>Gets the weights as the adapter has them; views that the current scope owns.</summary>
    public IEnumerable<(string Name, Func<Tensor> View)> All()
    {
        foreach (var (parameter, other) in _weights)
        {
            yield return (parameter.Name, IsIn ? parameter.View : () => other.Detach());
        }

        if (_head is { } head)
        {
            yield return (HeadName, () => head.Detach());
        }
    }

    public void Dispose()
    {
        foreach (var (_, other) in _weights)
        {
            other.Dispose();
        }

        _head?.Dispose();
    }

    // In PEFT only the embedding is replaced, so the head keeps what the two shared.
    private Tensor? Head() => _head
        ?? (_untiesHead ? _weights.First(weight => ReferenceEquals(weight.Parameter.Storage, _model.Decoder.Embedding)).Other : null);

    private static void CheckShape(SafetensorsSource source, string stored, ReadOnlySpan<long> shape)
    {
        var found = source.Tensors[stored].Shape;
        if (!found.SequenceEqual(shape.ToArray()))
        {
            throw new DemurException(
                $"{source.Location}: {Shown.Name(stored)} has shape [{string.Join(", ", found)}], but the model's is [{string.Join(", ", shape.ToArray())}]. " +
                "Check that the adapter belongs to this base; a base whose vocabulary was enlarged has to be saved with the new size first.");
        }
    }
}
