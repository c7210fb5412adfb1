using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Interventions;
using Demur.Tensors;

namespace Demur.Steering.Directions;

/// <summary>Reads how far prompts lie along a direction, where it was found: a detector of what the model takes for harmful.</summary>
/// <param name="model">The model.</param>
/// <param name="direction">The direction.</param>
public sealed class DirectionMonitor(CausalLanguageModel model, RefusalDirection direction)
{
    /// <summary>Projects the state at the direction's layer and position on the direction at length 1.</summary>
    /// <param name="prompt">A prompt of at least as many tokens as the position counts back.</param>
    /// <exception cref="DemurException">The direction does not fit the model, or the prompt is too short.</exception>
    public double Project(SteeringPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (direction.Vector.Count != model.Config.HiddenSize || direction.Layer >= model.Config.LayerCount || -direction.Position > prompt.Ids.Count)
        {
            throw new DemurException(
                $"The direction has {direction.Vector.Count} values at layer {direction.Layer}, position {direction.Position}; the model has {model.Config.HiddenSize} and {model.Config.LayerCount} layers, the prompt {prompt.Ids.Count} tokens. Take a direction that was found in this model.");
        }

        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var projection = 0.0;
        using (model.AddHook(ResidualPoint.BlockInput, direction.Layer, states =>
        {
            projection = Dot(states.Select(0, prompt.Ids.Count + direction.Position).To(ScalarType.Float32, Device.Cpu).ToArray<float>());
            return states;
        }))
        {
            model.Forward(Models.Modules.TokenBatch.Of(prompt.Ids));
        }

        return projection;
    }

    private double Dot(float[] state) => state.Zip(direction.Vector, (left, right) => (double)left * right).Sum() / direction.Norm;
}
