using Demur.Training.Batching;
using Xunit;

namespace Demur.Tests.Training.Batching;

public sealed class BatchPlanTests
{
    [Fact]
    public void Every_epoch_visits_every_row_once()
    {
        var rows = Enumerable.Range(0, 21).Select(index => Row(index)).ToArray();

        var plan = BatchPlan.Create(rows, new BatchOptions { BatchSize = 4 }, epochs: 3, seed: 1);

        var visits = Enumerable.Range(0, plan.StepCount).SelectMany(plan.RowsOf).GroupBy(row => row).ToArray();
        Assert.Equal(21, visits.Length);
        Assert.All(visits, visit => Assert.Equal(3, visit.Count()));
    }

    [Fact]
    public void The_same_seed_gives_the_same_order_and_another_one_does_not()
    {
        var rows = Enumerable.Range(0, 40).Select(index => Row(index)).ToArray();

        Assert.Equal(Order(rows, 7), Order(rows, 7));
        Assert.NotEqual(Order(rows, 7), Order(rows, 8));
    }

    [Fact]
    public void Twins_stand_side_by_side()
    {
        var rows = Enumerable.Range(0, 20).Select(index => Row(index, pair: $"pair {index % 10}")).ToArray();

        var order = Order(rows, 3);

        Assert.All(Enumerable.Range(0, 10), place => Assert.Equal(rows[order[2 * place]].Pair, rows[order[(2 * place) + 1]].Pair));
    }

    [Fact]
    public void Micro_batches_hold_every_row_and_stay_under_the_limit()
    {
        TokenizedRow[] rows = [Row(0, 10), Row(1, 50), Row(2, 30), Row(3, 20), Row(4, 200)];

        var micro = BatchPlan.CutIntoMicroBatches(rows, tokens: 60);

        Assert.Equal(5, micro.Sum(batch => batch.Count));
        Assert.All(micro, batch => Assert.True(batch.Count == 1 || batch.Sum(row => row.TokenIds.Length) <= 60));
    }

    [Fact]
    public void A_packed_batch_predicts_each_target_from_the_position_before_it_in_its_own_row()
    {
        var batch = PackedBatch.From([Row(0, 3, targets: [2]), Row(1, 4, targets: [1, 3])]);

        Assert.Equal([1, 3, 5], batch.PredictingPositions);
        Assert.Equal([2, 101, 103], batch.Targets);
        Assert.Equal([0, 1, 1], batch.TargetRows);
    }

    private static int[] Order(TokenizedRow[] rows, int seed)
    {
        var plan = BatchPlan.Create(rows, new BatchOptions { BatchSize = 4 }, epochs: 1, seed);
        return [.. Enumerable.Range(0, plan.StepCount).SelectMany(plan.RowsOf)];
    }

    private static TokenizedRow Row(int index, int length = 5, string? pair = null, int[]? targets = null) => new()
    {
        Id = $"row {index}",
        TokenIds = [.. Enumerable.Range(100 * index, length)],
        IsTarget = [.. Enumerable.Range(0, length).Select(token => (targets ?? [length - 1]).Contains(token))],
        Pair = pair,
    };
}
