using Demur.Abstractions;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Models.Adapters;

/// <summary>The model as it is without its adapter, computed beside the model with it: the blocks below the adapter are run once for both.</summary>
public sealed class AdapterReference
{
    private readonly CausalLanguageModel _model;
    private readonly LoraAdapter _adapter;
    private readonly int _firstLayer;

    /// <summary>Finds the block where the two begin to differ.</summary>
    /// <param name="model">The model.</param>
    /// <param name="adapter">The adapter that is attached to it.</param>
    /// <exception cref="DemurException">The adapter is not attached to this model.</exception>
    public AdapterReference(CausalLanguageModel model, LoraAdapter adapter)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(adapter);
        if (adapter.ReplacesWeights)
        {
            throw new DemurException("The adapter replaces whole weights (modules_to_save or biases), so its base is no reference beside it. Merge it first (demur model merge) and train a new adapter on the result.");
        }

        _model = model;
        _adapter = adapter;
        _firstLayer = model.Decoder.Blocks.TakeWhile(block => !block.Projections.Any(projection => projection.IsAdapted)).Count();
        if (_firstLayer == model.Decoder.Blocks.Count)
        {
            throw new DemurException("The model has no adapter attached, so there is no reference to compare it with. Attach the adapter first.");
        }
    }

    /// <summary>Remembers, for every forward pass until the result is disposed, what enters the first block that differs.</summary>
    public SharedStates Share() => new(_model, _firstLayer);

    /// <summary>Runs the rest of the blocks and the final norm with the adapter off and without gradients.</summary>
    /// <param name="batch">Rows of the pass that was remembered: all or some.</param>
    /// <param name="entering">What entered the first block that differs at these rows' tokens, <c>(N, hidden)</c>.</param>
    /// <returns><c>(N, hidden)</c>, as <see cref="ICausalLanguageModel.Forward"/> gives it.</returns>
    public Tensor Forward(TokenBatch batch, Tensor entering)
    {
        using var recording = Autograd.NoGrad();
        using var off = _adapter.Suspend();
        return _model.ForwardFrom(_firstLayer, entering, batch);
    }
}
