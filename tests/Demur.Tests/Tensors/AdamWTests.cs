using System.Text.Json;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

[Collection(TensorTests.Name)]
public sealed class AdamWTests
{
    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void The_trajectory_with_clipping_matches_the_reference() => TensorTests.LeaveNothingBehind(() =>
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(GoldenFolder.Golden, "adamw.json")));
        var golden = file.RootElement;
        using var scope = new TensorScope();
        var parameter = Tensor.From(Floats(golden.GetProperty("start"))).WithGrad();
        var weights = Tensor.Arange(parameter.Size(0), ScalarType.Float32);
        using var optimiser = new AdamW([parameter], new AdamWOptions
        {
            LearningRate = golden.GetProperty("lr").GetDouble(),
            Beta1 = golden.GetProperty("betas")[0].GetDouble(),
            Beta2 = golden.GetProperty("betas")[1].GetDouble(),
            Epsilon = golden.GetProperty("eps").GetDouble(),
            WeightDecay = golden.GetProperty("weight_decay").GetDouble(),
        });

        // The file says which loss: sum(sin(w) * arange(12)).
        var steps = 0;
        foreach (var expected in golden.GetProperty("trajectory").EnumerateArray())
        {
            optimiser.ZeroGrad();
            (parameter.Sin() * weights).Sum().Backward();
            GradientNorm.Clip([parameter], golden.GetProperty("clip").GetDouble());
            optimiser.Step();

            Assert.Equal(Floats(expected), parameter.ToArray<float>(), (a, b) => Math.Abs(a - b) <= 1e-5f);
            steps++;
        }

        Assert.True(steps >= 20, $"The reference has {steps} steps.");
    });

    // First step from zero moments: m / correction1 = g and v / correction2 = g^2, so the gradient's part is rate * sign(g).
    //   2 - 0.1 * 0.5 * 2 - 0.1 * 1 = 1.8 with decay, 2 - 0.1 = 1.9 without
    [Fact]
    public void Decay_touches_only_the_parameters_it_is_asked_to() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (decayed, plain, untouched) = (Tensor.Full([3], 2).WithGrad(), Tensor.Full([3], 2).WithGrad(), Tensor.Full([3], 2).WithGrad());
        using var optimiser = new AdamW([decayed, plain, untouched], new AdamWOptions { WeightDecay = 0.5 }, decays: i => i != 1);
        (decayed + plain).Sum().Backward();
        optimiser.Step(learningRate: 0.1);

        Assert.Equal(1.8, decayed.Detach().Mean().Item(), 1e-6);
        Assert.Equal(1.9, plain.Detach().Mean().Item(), 1e-6);
        Assert.Equal(2.0, untouched.Detach().Mean().Item());
    });

    [Fact]
    public void A_run_resumed_from_saved_moments_goes_on_as_if_never_stopped() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        static void Move(Tensor parameter, AdamW optimiser)
        {
            optimiser.ZeroGrad();
            parameter.Square().Sum().Backward();
            optimiser.Step();
        }

        var whole = Tensor.From<float>([1, -2, 3]).WithGrad();
        using var first = new AdamW([whole], new AdamWOptions());
        Move(whole, first);
        Move(whole, first);

        var resumed = whole.Detach().Clone().WithGrad();
        using var second = new AdamW([resumed], new AdamWOptions()) { Steps = first.Steps };
        second.FirstMoments[0].CopyFrom(first.FirstMoments[0]);
        second.SecondMoments[0].CopyFrom(first.SecondMoments[0]);
        Move(whole, first);
        Move(resumed, second);

        Assert.True(Tensor.Same(whole.Detach(), resumed.Detach()));
    });

    [Theory]
    [InlineData(ScalarType.BFloat16, 1e-2)]
    [InlineData(ScalarType.Float64, 1e-9)]
    public void Other_types_move_as_float32_does(ScalarType type, double tolerance) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        Tensor Moved(ScalarType kind)
        {
            var parameter = Tensor.From<float>([1, -2, 3]).To(kind).Detach().WithGrad();
            using var optimiser = new AdamW([parameter], new AdamWOptions { LearningRate = 0.1 });
            parameter.Square().Sum().Backward();
            optimiser.Step();
            return parameter.Detach().To(ScalarType.Float64);
        }

        Gradients.Close(Moved(ScalarType.Float32), Moved(type), Math.Max(tolerance, 1e-6), "parameter");
    });

    // Gradients 3 and 4: norm 5, so a limit of 1 leaves 3/5 and 4/5 (up to the 1e-6 that keeps the division safe).
    [Fact]
    public void Clipping_returns_the_norm_before_and_leaves_the_limit() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var (a, b, c) = (Tensor.Scalar(1).WithGrad(), Tensor.Ones([1], ScalarType.Float64).WithGrad(), Tensor.Scalar(1).WithGrad());
        a.Grad = Tensor.Scalar(3);
        b.Grad = Tensor.Full([1], 4, ScalarType.Float64);

        Assert.Equal(5, GradientNorm.Clip([a, b, c], limit: 1), 1e-6);
        Assert.Equal(0.6, a.Grad!.Item(), 1e-5);
        Assert.Equal(0.8, b.Grad!.Item(), 1e-5);
        Assert.Equal(1, GradientNorm.Clip([a, b, c], limit: 2), 1e-5);
        Assert.Equal(0.6, a.Grad!.Item(), 1e-5);
    });

    private static float[] Floats(JsonElement numbers) => [.. numbers.EnumerateArray().Select(number => number.GetSingle())];
}
