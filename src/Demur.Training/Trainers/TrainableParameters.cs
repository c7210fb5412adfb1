using Demur.Models;
using Demur.Models.Adapters;

namespace Demur.Training.Trainers;

/// <summary>Chooses what is trained.</summary>
public static class TrainableParameters
{
    /// <summary>Takes every weight of a model, for full tuning, and switches its gradients on.</summary>
    /// <param name="model">The model; weights that are kept as one tensor for speed are one parameter.</param>
    public static IReadOnlyList<TrainableParameter> AllOf(CausalLanguageModel model)
    {
        model.SetTrainable(true);
        return [.. model.Parameters
            .GroupBy(parameter => parameter.Storage)
            .Select(group => new TrainableParameter(string.Join('+', group.Select(parameter => parameter.Name)), group.Key))];
    }

    /// <summary>Takes an adapter's matrices; the weights under it stay as they are.</summary>
    /// <param name="adapter">The adapter, attached.</param>
    public static IReadOnlyList<TrainableParameter> Of(LoraAdapter adapter) =>
        [.. adapter.Parameters.Select(parameter => new TrainableParameter(parameter.Name, parameter.Storage))];
}
