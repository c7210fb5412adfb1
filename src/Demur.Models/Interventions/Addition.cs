namespace Demur.Models.Interventions;

/// <summary>Adds a multiple of a direction to what enters one block, at all positions, until it is disposed (Arditi et al. 2024, section 2.4).</summary>
public sealed class Addition : IDisposable
{
    private readonly HookScope _hooks;

    private Addition(HookScope hooks) => _hooks = hooks;

    /// <summary>Starts adding.</summary>
    /// <param name="model">The model; disposed after this scope.</param>
    /// <param name="layer">The block, from 0.</param>
    /// <param name="direction">The direction at its own length, <c>(hidden)</c>; it is not normalised.</param>
    /// <param name="coefficient">What it is multiplied by; -1 subtracts it.</param>
    /// <exception cref="Abstractions.DemurException">The direction does not fit the model, or there is no such block.</exception>
    public static Addition Begin(ICausalLanguageModel model, int layer, ReadOnlySpan<float> direction, double coefficient = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        DirectionVector.Check(model.Config.HiddenSize, direction);
        var hooks = new HookScope();
        try
        {
            var added = hooks.Own(model, Scaled(direction, coefficient)); // (hidden)
            hooks.Add(model.AddHook(ResidualPoint.BlockInput, layer, states => states + added));
            return new Addition(hooks);
        }
        catch
        {
            hooks.Dispose();
            throw;
        }
    }

    /// <summary>Ends the addition.</summary>
    public void Dispose() => _hooks.Dispose();

    private static float[] Scaled(ReadOnlySpan<float> direction, double coefficient)
    {
        var scaled = new float[direction.Length];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = (float)(coefficient * direction[i]);
        }

        return scaled;
    }
}
