using Demur.Tensors;
using Demur.Training.Trainers;

namespace Demur.Training.Checkpointing;

/// <summary>All that a run changes as it goes: parameters, the optimiser's moments and step count, and what dropout draws from.</summary>
/// <remarks>The order of rows needs no state, since it is drawn whole from the seed.</remarks>
/// <param name="Parameters">What is trained.</param>
/// <param name="Optimizer">The optimiser over exactly these parameters, in this order.</param>
public sealed record TrainingState(IReadOnlyList<TrainableParameter> Parameters, AdamW Optimizer)
{
    private const string DropoutState = "dropout";

    /// <summary>Gets what dropout draws from, or <see langword="null"/> without dropout.</summary>
    public Generator? Dropout { get; init; }

    /// <summary>Gets tensors of the trainer's own, such as running means, by their names.</summary>
    public IReadOnlyDictionary<string, Tensor> Own { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>Gives every tensor to be saved: <see cref="Tensors"/> and the state of dropout's generator.</summary>
    public IReadOnlyDictionary<string, Tensor> Snapshot() => Dropout is null
        ? Tensors()
        : new Dictionary<string, Tensor>(Tensors(), StringComparer.Ordinal) { [DropoutState] = Dropout.GetState() };

    /// <summary>Puts saved tensors back.</summary>
    /// <param name="read">Reads a tensor by its name, type and device; the caller of this method owns what it gives.</param>
    public void Restore(Func<string, ScalarType, Device, Tensor> read)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        foreach (var (name, tensor) in Tensors())
        {
            tensor.CopyFrom(read(name, tensor.DType, tensor.Device));
        }

        Dropout?.SetState(read(DropoutState, ScalarType.UInt8, Device.Cpu));
    }

    /// <summary>Gives every tensor of the state under a name.</summary>
    /// <returns>The tensors themselves; writing to them changes the run.</returns>
    public IReadOnlyDictionary<string, Tensor> Tensors()
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        for (var index = 0; index < Parameters.Count; index++)
        {
            tensors[$"parameter.{Parameters[index].Name}"] = Parameters[index].Value;
            tensors[$"first_moment.{Parameters[index].Name}"] = Optimizer.FirstMoments[index];
            tensors[$"second_moment.{Parameters[index].Name}"] = Optimizer.SecondMoments[index];
        }

        foreach (var (name, tensor) in Own)
        {
            tensors[$"own.{name}"] = tensor;
        }

        return tensors;
    }
}
