using Demur.Models.Interventions;
using Demur.Tensors;

namespace Demur.Models.Adapters;

/// <summary>Remembers what enters the first block that an adapter changes, until it is disposed.</summary>
/// <remarks>Holds the states of the last forward pass made meanwhile, without their history.</remarks>
public sealed class SharedStates : IDisposable
{
    private readonly IDisposable _hook;
    private Tensor? _entering;

    internal SharedStates(CausalLanguageModel model, int layer) => _hook = model.AddHook(ResidualPoint.BlockInput, layer, Remember);

    /// <summary>Gets the states, <c>(N, hidden)</c>; this object owns them.</summary>
    /// <exception cref="InvalidOperationException">The model was not run yet.</exception>
    public Tensor Entering => _entering ?? throw new InvalidOperationException("Nothing is remembered before the model was run.");

    /// <summary>Stops remembering and frees the states.</summary>
    public void Dispose()
    {
        _hook.Dispose();
        _entering?.Dispose();
    }

    private Tensor Remember(Tensor states)
    {
        using var scope = new TensorScope();
        _entering?.Dispose();
        _entering = scope.Keep(states.Detach());
        return states;
    }
}
