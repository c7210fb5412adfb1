using Demur.Models;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Steering.Safeguards;

/// <summary>DRO's loss of some queries under the soft prompt that is attached, and its gradient (Zheng et al. 2024, equation 4).</summary>
/// <param name="model">The model.</param>
/// <param name="loss">The three terms.</param>
/// <param name="options">Their weights.</param>
internal sealed class DroObjective(CausalLanguageModel model, SafeguardLoss loss, SafeguardOptions options)
{
    private readonly LastStates _states = new(model, options.BatchTokens);

    /// <summary>Computes the loss over queries and adds its gradient to what requires one.</summary>
    /// <param name="prompts">The queries under the soft prompt as tokens.</param>
    /// <param name="start">Their states at the start, <c>(B, hidden)</c>.</param>
    /// <param name="harmless">1 for harmless ones.</param>
    public (double Loss, IReadOnlyDictionary<string, double> Parts) Backward(IReadOnlyList<IReadOnlyList<int>> prompts, Tensor start, float[] harmless)
    {
        var sums = new double[3];
        var first = 0;
        foreach (var batch in Directions.PromptBatches.Of(prompts.Select(ids => new Directions.SteeringPrompt(ids, 0)), options.BatchTokens))
        {
            AddBatch(batch, (start, harmless), (first, prompts.Count), sums);
            first += batch.Rows;
        }

        return (
            (options.RefusalWeight * sums[0]) + (options.HarmfulnessWeight * sums[1]) + (options.RestWeight * sums[2]),
            new Dictionary<string, double> { ["refusal"] = sums[0], ["harmfulness"] = sums[1], ["others"] = sums[2] });
    }

    private void AddBatch(TokenBatch batch, (Tensor Start, float[] Harmless) targets, (int First, int Of) rows, double[] sums)
    {
        using var scope = new TensorScope();
        var share = (double)batch.Rows / rows.Of;
        var states = _states.Of(batch);
        var before = targets.Start.Narrow(0, rows.First, batch.Rows).To(states.DType, states.Device);
        var labels = Tensor.From(targets.Harmless[rows.First..(rows.First + batch.Rows)], batch.Rows).To(states.DType, states.Device);
        var (refusal, harmfulness, others) = loss.Of(states, before, labels);
        (((refusal * options.RefusalWeight) + (harmfulness * options.HarmfulnessWeight) + (others * options.RestWeight)) * share).Backward();
        sums[0] += share * refusal.Item();
        sums[1] += share * harmfulness.Item();
        sums[2] += share * others.Item();
    }
}
