using Demur.Models;
using Demur.Tensors;
using Demur.Training.Batching;

namespace Demur.Training.Losses;

/// <summary>
/// Teaches when to refuse apart from how: L = (1/n) sum w log(1 + exp(-y z)), where z is the refusal log-odds at the position
/// that predicts the reply's first token, y is 1 for rows that refuse and -1 for the others, and w is 1 for those and the setting's for these.
/// </summary>
/// <remarks>
/// The refusal log-odds are log p(R) - log(1 - p(R)) for a set R of tokens that refusals begin with (Arditi et al. 2024, section 2.3).
/// Cross-entropy on the first token alone would also learn which of many good first words an answer happened to have;
/// this loss only asks whether it is a refusal.
/// </remarks>
public static class RefusalDecisionLoss
{
    /// <summary>Computes the loss of one micro-batch.</summary>
    /// <param name="model">The model that predicts.</param>
    /// <param name="hidden">What the model's forward pass gave for the batch, <c>(N, hidden)</c>.</param>
    /// <param name="batch">The rows; those of unknown label are left out.</param>
    /// <param name="setting">The refusal tokens and the divisor.</param>
    /// <returns>A scalar in float32, or <see langword="null"/> when no row of the batch has a label.</returns>
    public static Tensor? Compute(ICausalLanguageModel model, Tensor hidden, PackedBatch batch, RefusalDecision setting)
    {
        var rows = Enumerable.Range(0, batch.Refuses.Length).Where(row => batch.Refuses[row] is not null && batch.FirstPositions[row] >= 0).ToArray();
        if (rows.Length == 0)
        {
            return null;
        }

        var places = Tensor.From<long>([.. rows.Select(row => (long)batch.FirstPositions[row])], [rows.Length]).To(model.Device);
        var sign = Tensor.From<float>([.. rows.Select(row => batch.Refuses[row]!.Value ? -1f : 1f)], [rows.Length]).To(model.Device);
        var logits = model.Logits(hidden.IndexSelect(0, places)).To(ScalarType.Float32); // (n, V)
        var refusal = Tensor.From<long>([.. setting.Tokens.Select(token => (long)token)], [setting.Tokens.Count]).To(model.Device);
        var inside = logits.IndexSelect(1, refusal).LogSumExp(1); // (n)
        var outside = logits.MaskedFill(Mask(logits, setting.Tokens), float.NegativeInfinity).LogSumExp(1); // (n)
        var margin = (inside - outside) * sign;
        var weight = Tensor.From<float>([.. rows.Select(row => batch.Refuses[row]!.Value ? 1f : (float)setting.HarmlessWeight)], [rows.Length]).To(model.Device);
        return (Tensor.Stack([margin * 0.0, margin], 0).LogSumExp(0) * weight).Sum() * (1.0 / setting.Divisor);
    }

    private static Tensor Mask(Tensor logits, IReadOnlyList<int> tokens)
    {
        var mask = new bool[logits.Size(1)];
        foreach (var token in tokens)
        {
            mask[token] = true;
        }

        return Tensor.From<bool>(mask, [1, mask.Length]).To(logits.Device);
    }
}
