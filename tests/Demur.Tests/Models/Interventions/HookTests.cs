using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Generation;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Interventions;

[Collection(TensorTests.Name)]
public sealed class HookTests
{
    [Fact]
    public void A_hook_counts_while_its_scope_lasts_and_then_changes_nothing() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        var before = Hidden(model);

        using (model.AddHook(ResidualPoint.MlpOutput, 1, states => states * 0.0))
        {
            Assert.Equal(1, model.HookCount);
            Assert.False(Tensor.AllClose(before, Hidden(model), 1e-3, 1e-3));
        }

        Assert.Equal(0, model.HookCount);
        Assert.True(Tensor.Same(before, Hidden(model)));
    });

    [Theory]
    [InlineData(ResidualPoint.BlockInput, 0)]
    [InlineData(ResidualPoint.AttentionOutput, 1)]
    [InlineData(ResidualPoint.MlpOutput, 0)]
    [InlineData(ResidualPoint.FinalNorm, 2)]
    public void A_hook_sees_every_token_once_and_what_it_returns_goes_on(ResidualPoint point, int layer) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        var before = Hidden(model);
        var shapes = new List<long[]>();
        using var hook = model.AddHook(point, layer, states =>
        {
            shapes.Add(states.Shape.ToArray());
            return states + 1;
        });

        var after = Hidden(model);

        Assert.Equal([20L, 32L], Assert.Single(shapes));
        Assert.False(Tensor.AllClose(before, after, 1e-3, 1e-3));
    });

    [Fact]
    public void What_blocks_add_makes_up_the_residual_stream() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        var seen = new Dictionary<ResidualPoint, float[]>();
        float[] next = [];
        using var first = Capture(ResidualPoint.BlockInput);
        using var attention = Capture(ResidualPoint.AttentionOutput);
        using var mlp = Capture(ResidualPoint.MlpOutput);
        using var second = model.AddHook(ResidualPoint.BlockInput, 1, states =>
        {
            next = states.ToArray<float>();
            return states;
        });

        Hidden(model);

        Assert.Equal(640, next.Length);
        for (var i = 0; i < next.Length; i++)
        {
            Assert.Equal(seen[ResidualPoint.BlockInput][i] + seen[ResidualPoint.AttentionOutput][i] + seen[ResidualPoint.MlpOutput][i], next[i], 1e-5f);
        }

        IDisposable Capture(ResidualPoint point) => model.AddHook(point, 0, states =>
        {
            seen[point] = states.ToArray<float>();
            return states;
        });
    });

    [Fact]
    public void Gradients_flow_through_a_hook() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        var direction = Tensor.Zeros([32]).WithGrad();
        using var hook = model.AddHook(ResidualPoint.BlockInput, 1, states => states + direction);

        model.Forward(TokenBatch.Of(TinyModel.Tokens(20, seed: 1))).Select(1, 0).Sum().Backward();

        Assert.True(direction.Grad!.Norm().Item() > 1e-3);
    });

    [Fact]
    public void Generation_with_a_cache_follows_the_hook() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        using var generator = new Generator(7);
        var push = Tensor.Normal([32], generator, 0, 3);
        int[][] prompts = [TinyModel.Tokens(20, seed: 1), [.. TinyModel.Tokens(20, seed: 1), 5, 6]];
        var options = new GenerationOptions { MaxNewTokens = 1, IgnoreEndOfText = true };
        using var hook = model.AddHook(ResidualPoint.BlockInput, 1, states => states + push);

        var row = new TokenGenerator(model).Generate(prompts, options, cancellationToken: TestContext.Current.CancellationToken)[0];

        Assert.Equal(model.Logits(Hidden(model).Narrow(0, 19, 1)).ArgMax(-1).ItemInt64(), row.Tokens[0]);
    });

    [Theory]
    [InlineData(ResidualPoint.BlockInput, 2)]
    [InlineData(ResidualPoint.MlpOutput, -1)]
    [InlineData(ResidualPoint.FinalNorm, 1)]
    public void A_layer_that_is_not_there_is_an_error_that_says_which_are(ResidualPoint point, int layer) => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();

        var error = Assert.Throws<DemurException>(() => model.AddHook(point, layer, states => states));

        Assert.Contains(point == ResidualPoint.FinalNorm ? "layers 2 to 2" : "layers 0 to 1", error.Message, StringComparison.Ordinal);
    });

    private static Tensor Hidden(CausalLanguageModel model)
    {
        using var recording = Autograd.NoGrad();
        return model.Forward(TokenBatch.Of(TinyModel.Tokens(20, seed: 1)));
    }
}
