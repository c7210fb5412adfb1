using Demur.Models;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Steering.Safeguards;

/// <summary>Prompt tuning's loss: cross-entropy of wanted answers and unlikelihood of unwanted ones, each a mean over its tokens (Zheng et al. 2024, baseline vPT).</summary>
/// <param name="model">The model.</param>
/// <param name="options">The weight of unlikelihood.</param>
internal sealed class VptObjective(CausalLanguageModel model, SafeguardOptions options)
{
    // As in the release: 1 - p is held at this or above.
    private const double Least = 1e-5;

    /// <summary>Computes the loss over answers and adds its gradient to what requires one.</summary>
    public (double Loss, IReadOnlyDictionary<string, double> Parts) Backward(IReadOnlyList<TuningAnswer> answers)
    {
        var (wanted, unwanted) = (Tokens(answers, wanted: true), Tokens(answers, wanted: false));
        var sums = new double[2];
        foreach (var rows in Batches(answers))
        {
            using var scope = new TensorScope();
            var batch = TokenBatch.Of([.. rows.Select(row => (IReadOnlyList<int>)[.. row.Prompt, .. row.Answer.SkipLast(1)])]);
            var labels = rows.SelectMany(row => Enumerable.Repeat(-100L, row.Prompt.Count - 1).Concat(row.Answer.Select(id => (long)id))).ToArray();
            var logProbs = model.TokenLogProbs(model.Forward(batch), Tensor.From(labels).To(model.Device)); // (N)
            var likely = -(logProbs * Weights(rows, wanted, isWanted: true)).Sum();
            var unlikely = -(((logProbs.Exp().Neg() + 1.0).Clamp(Least, 1).Log()) * Weights(rows, unwanted, isWanted: false)).Sum();
            (likely + (unlikely * options.UnlikelihoodWeight)).Backward();
            sums[0] += likely.Item();
            sums[1] += unlikely.Item();
        }

        return (sums[0] + (options.UnlikelihoodWeight * sums[1]), new Dictionary<string, double> { ["wanted"] = sums[0], ["unwanted"] = sums[1] });
    }

    private Tensor Weights(IReadOnlyList<TuningAnswer> rows, int tokens, bool isWanted)
    {
        var weights = rows.SelectMany(row => Enumerable.Repeat(0f, row.Prompt.Count - 1).Concat(Enumerable.Repeat(row.IsWanted == isWanted ? 1f / tokens : 0f, row.Answer.Count))).ToArray();
        return Tensor.From(weights).To(model.Device);
    }

    private static int Tokens(IReadOnlyList<TuningAnswer> answers, bool wanted) => Math.Max(1, answers.Where(answer => answer.IsWanted == wanted).Sum(answer => answer.Answer.Count));

    private IEnumerable<List<TuningAnswer>> Batches(IReadOnlyList<TuningAnswer> answers)
    {
        List<TuningAnswer> rows = [];
        var tokens = 0;
        foreach (var answer in answers)
        {
            var length = answer.Prompt.Count + answer.Answer.Count;
            if (rows.Count > 0 && tokens + length > options.BatchTokens)
            {
                yield return rows;
                (rows, tokens) = ([], 0);
            }

            rows.Add(answer);
            tokens += length;
        }

        if (rows.Count > 0)
        {
            yield return rows;
        }
    }
}
