using Demur.Abstractions;
using Demur.Evaluation.Runs;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Runs;

public sealed class SuiteLimitTests
{
    private static readonly Suite Tasks = new()
    {
        Name = "tasks",
        Samples =
        [
            .. from task in new[] { "summarise", "case", "topic" }
               from i in Enumerable.Range(0, 10)
               from label in new[] { SampleLabel.Harmful, SampleLabel.Harmless }
               select Some.Sample($"{task} {i} {label}", label, task, "document") with { Pair = $"doc-{i}" },
        ],
    };

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(59)]
    public void A_limit_keeps_that_many_in_their_old_order(int limit)
    {
        var kept = SuiteLimit.Apply(Tasks, limit, seed: 5).Samples;

        Assert.Equal(limit, kept.Count);
        Assert.Equal(kept, Tasks.Samples.Where(kept.Contains));
    }

    [Fact]
    public void Tasks_get_the_same_share_and_twins_stay_together()
    {
        var kept = SuiteLimit.Apply(Tasks, 12, seed: 5).Samples;

        Assert.All(kept.GroupBy(sample => sample.Task), task => Assert.Equal(4, task.Count()));
        Assert.All(kept.GroupBy(sample => (sample.Task, sample.Pair)), twins => Assert.Equal(2, twins.Count()));
    }

    [Fact]
    public void The_seed_decides_and_a_larger_limit_keeps_what_a_smaller_one_kept()
    {
        var small = SuiteLimit.Apply(Tasks, 12, seed: 5).Samples;

        Assert.Equal(small, SuiteLimit.Apply(Tasks, 12, seed: 5).Samples);
        Assert.NotEqual(small, SuiteLimit.Apply(Tasks, 12, seed: 6).Samples);
        Assert.Subset(SuiteLimit.Apply(Tasks, 24, seed: 5).Samples.ToHashSet(), small.ToHashSet());
    }
}
