using Demur.Models;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Steering.Directions;

/// <summary>Scores candidate directions on validation prompts: bypass, induce and KL (Arditi et al. 2024, section 2.3).</summary>
/// <remarks>Addition runs only the blocks from its layer on. Used by one thread.</remarks>
internal sealed class CandidateScorer : IDisposable
{
    // At the input of the first layer a token of the template is the same state in every prompt, so the difference is 0 but for rounding: no direction, and no scores.
    private const double Nothing = 1e-8;

    private readonly CausalLanguageModel _model;
    private readonly IReadOnlyList<int> _tokens;
    private readonly IReadOnlyList<TokenBatch> _harmful;
    private readonly IReadOnlyList<(TokenBatch Batch, Tensor Before)> _harmless;
    private int _layer = -1;
    private Tensor[] _states = [];

    public CandidateScorer(CausalLanguageModel model, IReadOnlyList<int> tokens, (IReadOnlyList<SteeringPrompt> Harmful, IReadOnlyList<SteeringPrompt> Harmless) prompts, int batchTokens)
    {
        _model = model;
        _tokens = tokens;
        _harmful = [.. PromptBatches.Of(prompts.Harmful, batchTokens)];
        _harmless = [.. PromptBatches.Of(prompts.Harmless, batchTokens).Select(batch => (batch, Probabilities(batch)))];
    }

    public DirectionScore Score(DirectionCandidates candidates, int position, int layer)
    {
        var direction = candidates.At(position, layer);
        if (Norm(direction) < Nothing)
        {
            return new DirectionScore(position, layer, double.NaN, double.NaN, double.NaN);
        }

        Enter(layer);
        double bypass, kl;
        using (Ablation.Begin(_model, direction))
        {
            bypass = _harmful.SelectMany(batch => Read(() => _model.Forward(batch), batch, LogOdds)).Average();
            kl = _harmless.SelectMany(part => Read(() => _model.Forward(part.Batch), part.Batch, logits => RefusalScores.Kl(part.Before, RefusalScores.Probabilities(logits)))).Average();
        }

        var induce = _harmless.Select((part, i) => Read(() => _model.ForwardFrom(layer, Added(_states[i], direction), part.Batch), part.Batch, LogOdds)).SelectMany(row => row).Average();
        return new DirectionScore(position, layer, bypass, induce, kl);
    }

    public void Dispose()
    {
        Array.ForEach(_states, state => state.Dispose());
        foreach (var (_, before) in _harmless)
        {
            before.Dispose();
        }
    }

    // What enters the layer, untouched: every candidate of the layer starts from it.
    private void Enter(int layer)
    {
        if (layer == _layer)
        {
            return;
        }

        Array.ForEach(_states, state => state.Dispose());
        _states = [.. _harmless.Select(part => StatesAt(layer, part.Batch))];
        _layer = layer;
    }

    private Tensor StatesAt(int layer, TokenBatch batch)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        Tensor? found = null;
        using (_model.AddHook(ResidualPoint.BlockInput, layer, states =>
        {
            found = scope.Keep(states.Clone());
            return states;
        }))
        {
            _model.Forward(batch);
        }

        return found!;
    }

    private static double Norm(float[] direction) => Math.Sqrt(direction.Sum(value => (double)value * value));

    private double[] LogOdds(Tensor logits) => RefusalScores.LogOdds(logits, _tokens);

    private static Tensor Added(Tensor states, float[] direction) => states + Tensor.From(direction).To(states.DType, states.Device);

    private Tensor Probabilities(TokenBatch batch)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        return scope.Keep(RefusalScores.Probabilities(LastLogits(_model.Forward(batch), batch)));
    }

    private double[] Read(Func<Tensor> forward, TokenBatch batch, Func<Tensor, double[]> read)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        return read(LastLogits(forward(), batch));
    }

    private Tensor LastLogits(Tensor hidden, TokenBatch batch) =>
        _model.Logits(hidden.IndexSelect(0, Tensor.From(PromptBatches.Places(batch, -1)).To(_model.Device)));
}
