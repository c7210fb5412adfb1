using Demur.Tensors;
using Demur.Training.Trainers;

namespace Demur.Training.Checkpointing;

/// <summary>All that a run changes as it goes: parameters and the optimiser's moments and step count.</summary>
/// <remarks>The order of rows needs no state, since it is drawn whole from the seed.</remarks>
/// <param name="Parameters">What is trained.</param>
/// <param name="Optimizer">The optimiser over exactly these parameters, in this order.</param>
public sealed record TrainingState(IReadOnlyList<TrainableParameter> Parameters, AdamW Optimizer)
{
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

        return tensors;
    }
}
