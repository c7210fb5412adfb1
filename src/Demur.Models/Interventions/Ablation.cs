using Demur.Tensors;

namespace Demur.Models.Interventions;

/// <summary>Takes a direction out of the residual stream, x - r̂ r̂ᵀ x, until it is disposed (Arditi et al. 2024, section 2.4).</summary>
/// <remarks>At every block's input and at the outputs of every attention and feed-forward part, at all positions; r̂ is the direction at length 1.</remarks>
public sealed class Ablation : IDisposable
{
    private static readonly ResidualPoint[] Points = [ResidualPoint.BlockInput, ResidualPoint.AttentionOutput, ResidualPoint.MlpOutput];
    private readonly HookScope _hooks;

    private Ablation(HookScope hooks) => _hooks = hooks;

    /// <summary>Starts ablating.</summary>
    /// <param name="model">The model; disposed after this scope.</param>
    /// <param name="direction">The direction, of any length above 0, <c>(hidden)</c>.</param>
    /// <exception cref="Abstractions.DemurException">The direction does not fit the model, or has no length.</exception>
    public static Ablation Begin(ICausalLanguageModel model, ReadOnlySpan<float> direction)
    {
        ArgumentNullException.ThrowIfNull(model);
        DirectionVector.Check(model.Config.HiddenSize, direction);
        var hooks = new HookScope();
        var unit = hooks.Own(model, DirectionVector.Unit(direction)); // (hidden)
        for (var layer = 0; layer < model.Config.LayerCount; layer++)
        {
            foreach (var point in Points)
            {
                hooks.Add(model.AddHook(point, layer, states => Without(states, unit)));
            }
        }

        return new Ablation(hooks);
    }

    /// <summary>Ends the ablation.</summary>
    public void Dispose() => _hooks.Dispose();

    private static Tensor Without(Tensor states, Tensor unit) => states - (states.MatMul(unit.Unsqueeze(1)) * unit);
}
