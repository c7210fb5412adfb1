using Demur.Steering.Safeguards;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Steering.Safeguards;

[Collection(TensorTests.Name)]
public sealed class LinearProbeTests
{
    [Fact]
    public void Every_fold_is_held_out_once_and_a_line_between_two_kinds_is_found() => TensorTests.LeaveNothingBehind(() =>
    {
        var (inputs, targets) = Rows(apart: 4, seed: 1);

        var probe = LinearProbe.Fit(inputs, targets, folds: 10, seed: 5);

        Assert.Equal(10, probe.Folds.Count);
        Assert.InRange(probe.Accuracy, 0.95, 1);
        Assert.All(inputs.Zip(targets).Where(row => Math.Abs(row.First[0]) > 2), row => Assert.Equal(row.Second > 0.5, probe.Logit(row.First) > 0));
        Assert.Equal(probe.Weights, LinearProbe.Fit(inputs, targets, folds: 10, seed: 5).Weights);
    });

    [Fact]
    public void Labels_that_say_nothing_are_not_predicted_on_folds_that_were_held_out() => TensorTests.LeaveNothingBehind(() =>
    {
        var (inputs, _) = Rows(apart: 4, seed: 1);
        var random = new Random(8);

        var probe = LinearProbe.Fit(inputs, [.. inputs.Select(_ => random.Next(2) * 1.0)], folds: 5, seed: 5);

        Assert.InRange(probe.Accuracy, 0.3, 0.7);
        Assert.InRange(probe.Loss, 0.65, 2);
    });

    private static (double[][] Inputs, double[] Targets) Rows(double apart, int seed)
    {
        var random = new Random(seed);
        var targets = Enumerable.Range(0, 200).Select(row => row % 2 * 1.0).ToArray();
        return ([.. targets.Select(target => (double[])[(apart * (target - 0.5)) + random.NextDouble() - 0.5, random.NextDouble(), random.NextDouble() - 0.5])], targets);
    }
}
