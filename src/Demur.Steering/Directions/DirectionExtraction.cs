using Demur.Models;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Steering.Directions;

/// <summary>Sums hidden states at post-instruction positions in float64, layer by layer, over the prompts that count (Arditi et al. 2024, section 2.3).</summary>
/// <remarks>Memory is bounded by one batch and the sums; no activations are collected.</remarks>
/// <param name="model">The model.</param>
/// <param name="positions">The number of post-instruction tokens.</param>
/// <param name="batchTokens">The most tokens that are run together.</param>
internal sealed class DirectionExtraction(CausalLanguageModel model, int positions, int batchTokens)
{
    /// <summary>Gets the mean state of prompts, <c>(positions, layers, hidden)</c>, and how many entered it.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="counts">Decides by the logits of the next token, <c>(n, vocabulary)</c>, which rows enter.</param>
    /// <param name="done">Told how many prompts were read.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public (double[] Mean, int Count) Mean(IReadOnlyList<SteeringPrompt> prompts, Func<Tensor, bool[]> counts, Action<int> done, CancellationToken cancellationToken)
    {
        var sums = new double[positions * model.Config.LayerCount * model.Config.HiddenSize];
        var (count, read) = (0, 0);
        foreach (var batch in PromptBatches.Of(prompts, batchTokens))
        {
            cancellationToken.ThrowIfCancellationRequested();
            count += AddBatch(batch, counts, sums);
            read += batch.Rows;
            done(read);
        }

        return ([.. sums.Select(sum => sum / Math.Max(1, count))], count);
    }

    private int AddBatch(TokenBatch batch, Func<Tensor, bool[]> counts, double[] sums)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        var states = new Dictionary<int, Tensor>();
        Tensor hidden;
        using (Capture.Begin(model, (layer, tensor) => states[layer] = Places(tensor, batch, scope)))
        {
            hidden = model.Forward(batch);
        }

        var logits = model.Logits(hidden.IndexSelect(0, Tensor.From(PromptBatches.Places(batch, -1)).To(model.Device)));
        var kept = counts(logits);
        long[] rows = [.. Enumerable.Range(0, batch.Rows).Where(row => kept[row]).Select(row => (long)row)];
        for (var layer = 0; layer < model.Config.LayerCount; layer++)
        {
            using var tensor = states[layer];
            if (rows.Length > 0)
            {
                AddLayer(tensor.IndexSelect(0, Tensor.From(rows).To(model.Device)).Sum(0).To(Device.Cpu).ToArray<double>(), layer, sums);
            }
        }

        return rows.Length;
    }

    // (N, hidden) to (rows, positions, hidden), in float64 before anything is summed.
    private Tensor Places(Tensor states, TokenBatch batch, TensorScope owner)
    {
        using var scope = new TensorScope();
        var places = Enumerable.Range(0, batch.Rows).SelectMany(row => Enumerable.Range(-positions, positions).Select(position => (long)batch.LastOf(row) + 1 + position)).ToArray();
        var picked = states.IndexSelect(0, Tensor.From(places).To(model.Device)).To(ScalarType.Float64).View(batch.Rows, positions, model.Config.HiddenSize);
        return owner.Keep(picked);
    }

    private void AddLayer(double[] summed, int layer, double[] sums)
    {
        var hidden = model.Config.HiddenSize;
        for (var position = 0; position < positions; position++)
        {
            var target = ((position * model.Config.LayerCount) + layer) * hidden;
            for (var i = 0; i < hidden; i++)
            {
                sums[target + i] += summed[(position * hidden) + i];
            }
        }
    }
}
