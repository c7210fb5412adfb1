using Demur.Tensors;

namespace Demur.Models.Interventions;

/// <summary>Shows what enters every block to a reader, changing nothing, until it is disposed.</summary>
public sealed class Capture : IDisposable
{
    private readonly HookScope _hooks;

    private Capture(HookScope hooks) => _hooks = hooks;

    /// <summary>Starts reading.</summary>
    /// <param name="model">The model.</param>
    /// <param name="read">Gets the block from 0 and the packed states <c>(N, hidden)</c>, which are gone after the call.</param>
    public static Capture Begin(ICausalLanguageModel model, Action<int, Tensor> read)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(read);
        var hooks = new HookScope();
        for (var layer = 0; layer < model.Config.LayerCount; layer++)
        {
            var at = layer;
            hooks.Add(model.AddHook(ResidualPoint.BlockInput, layer, states =>
            {
                read(at, states);
                return states;
            }));
        }

        return new Capture(hooks);
    }

    /// <summary>Ends the reading.</summary>
    public void Dispose() => _hooks.Dispose();
}
