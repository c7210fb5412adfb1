using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Batching;
using Demur.Training.Losses;
using Xunit;

namespace Demur.Tests.Training.Losses;

[Collection(TensorTests.Name)]
public sealed class RefusalDecisionLossTests
{
    // By hand from the logits of the same model: z = log sum_{R} e^l - log sum_{not R} e^l, loss = log(1 + e^{-yz}).
    [Fact]
    public void Loss_is_the_softplus_of_the_signed_refusal_log_odds() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        TokenizedRow[] rows = [Row(1, refuses: true), Row(2, refuses: false)];
        var batch = PackedBatch.From(rows);
        var hidden = model.Forward(TokenBatch.Of(batch.Rows()));
        int[] refusal = [3, 7];

        var loss = RefusalDecisionLoss.Compute(model, hidden, batch, new RefusalDecision(refusal, 2))!.Item();

        var expected = rows.Select((_, row) =>
        {
            using var inner = new TensorScope();
            var logits = model.Logits(hidden.Narrow(0, batch.FirstPositions[row], 1)).To(ScalarType.Float64).ToArray<double>();
            var inside = refusal.Sum(token => Math.Exp(logits[token]));
            var z = Math.Log(inside) - Math.Log(logits.Sum(Math.Exp) - inside);
            return Math.Log(1 + Math.Exp(rows[row].Refuses!.Value ? -z : z));
        }).Sum() / 2;
        Assert.Equal(expected, loss, 1e-5);
    });

    [Fact]
    public void Rows_of_unknown_label_are_left_out() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        var batch = PackedBatch.From([Row(1, refuses: null)]);
        var hidden = model.Forward(TokenBatch.Of(batch.Rows()));

        Assert.Null(RefusalDecisionLoss.Compute(model, hidden, batch, new RefusalDecision([3], 1)));
    });

    [Fact]
    public void Rare_first_tokens_do_not_count_as_refusal_tokens()
    {
        TokenizedRow[] rows = [.. Enumerable.Range(0, 99).Select(_ => Row(5, refuses: true)), Row(9, refuses: true), Row(11, refuses: false)];

        Assert.Equal([rows[0].TokenIds[4]], RefusalTokens.Of(rows));
    }

    private static TokenizedRow Row(int seed, bool? refuses) => new()
    {
        Id = $"row {seed}",
        TokenIds = TinyModel.Tokens(8, seed),
        IsTarget = [false, false, false, false, true, true, true, true],
        Refuses = refuses,
    };
}
