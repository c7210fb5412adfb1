using Demur.Tensors;

namespace Demur.Training.Trainers;

/// <summary>A tensor that training changes.</summary>
/// <param name="Name">The name under which checkpoints keep it.</param>
/// <param name="Value">A leaf that requires a gradient; the model owns it.</param>
public sealed record TrainableParameter(string Name, Tensor Value)
{
    /// <summary>Gets whether weight decay applies: to matrices, not to norms and biases.</summary>
    public bool Decays => Value.Rank >= 2;
}
