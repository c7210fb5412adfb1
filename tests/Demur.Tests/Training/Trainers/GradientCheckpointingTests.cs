using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Batching;
using Demur.Training.Losses;
using Demur.Training.Trainers;
using Xunit;

namespace Demur.Tests.Training.Trainers;

[Collection(TensorTests.Name)]
public sealed class GradientCheckpointingTests
{
    private static readonly TokenizedRow[] Rows = [.. Enumerable.Range(0, 6).Select(index => Row(8 + index, index))];

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void Blocks_that_are_run_again_give_an_adapter_the_same_weights_to_the_last_bit(double dropout)
    {
        var kept = Train(dropout, again: false);
        var again = Train(dropout, again: true);

        Assert.Equal(kept, again);
        Assert.NotEqual(kept, Train(dropout, again: true, Rows[1..]));
    }

    [Fact]
    public void Blocks_that_are_run_again_give_all_weights_the_same_gradients_up_to_rounding()
    {
        using var model = TinyModel.Create(null, 1, ("num_hidden_layers", 4));
        var parameters = TrainableParameters.AllOf(model);

        var kept = Gradients(again: false);
        var again = Gradients(again: true);

        Assert.Contains(kept, value => Math.Abs(value) > 0.1);
        Assert.All(kept.Zip(again), pair => Assert.Equal(pair.First, pair.Second, 1e-5f + (1e-5f * Math.Abs(pair.First))));

        float[] Gradients(bool again)
        {
            using var scope = new TensorScope();
            model.SetGradientCheckpointing(again);
            Backward(model, Rows);
            float[] values = [.. parameters.SelectMany(parameter => parameter.Value.Grad!.ToArray<float>())];
            foreach (var parameter in parameters)
            {
                parameter.Value.Grad = null;
            }

            return values;
        }
    }

    [Fact]
    public void Tensors_of_a_pass_that_is_never_run_backward_are_freed()
    {
        using var model = TinyModel.Create();
        model.SetTrainable(true);
        model.SetGradientCheckpointing(on: true);
        Pass();
        var before = Tensor.LiveCount;

        Pass();

        Assert.Equal(before, Tensor.LiveCount);

        void Pass()
        {
            using var scope = new TensorScope();
            _ = model.Forward(TokenBatch.Of([TinyModel.Tokens(5, 1)]));
        }
    }

    [Fact]
    public void A_deep_model_takes_a_third_of_the_memory_or_less()
    {
        PeakMemory.SkipUnlessMeasurable();
        using var model = TinyModel.Create(null, 1, ("num_hidden_layers", 16), ("hidden_size", 128), ("intermediate_size", 512), ("max_position_embeddings", 512));
        model.SetTrainable(true);
        var rows = Enumerable.Range(0, 8).Select(index => Row(480, index)).ToArray();

        var kept = Peak(model, rows, again: false);
        var again = Peak(model, rows, again: true);

        TestContext.Current.TestOutputHelper?.WriteLine($"16 blocks, {rows.Sum(row => row.TokenIds.Length)} tokens: peak {kept / 1e6:F0} MB with states kept, {again / 1e6:F0} MB with blocks run again");
        Assert.InRange(again, 1, kept / 3);
    }

    private static long Peak(CausalLanguageModel model, TokenizedRow[] rows, bool again)
    {
        model.SetGradientCheckpointing(again);
        Step();
        return PeakMemory.During(Step);

        void Step()
        {
            using var scope = new TensorScope();
            Backward(model, rows);
        }
    }

    private static void Backward(CausalLanguageModel model, TokenizedRow[] rows)
    {
        var packed = PackedBatch.From(rows);
        MaskedCrossEntropy.Compute(model, model.Forward(TokenBatch.Of(packed.Rows())), packed, 1).Backward();
    }

    private static float[] Train(double dropout, bool again, TokenizedRow[]? rows = null)
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create(null, 1, ("num_hidden_layers", 4));
        using var adapter = LoraAdapter.Create(model, new LoraOptions { Rank = 4, Alpha = 8, Dropout = dropout }, seed: 1);
        using var generator = new Generator(7);
        adapter.SetDropout(generator);
        var parameters = TrainableParameters.Of(adapter);
        model.SetGradientCheckpointing(again, generator);
        var options = new SftOptions { Epochs = 3, WarmupSteps = 0, LearningRate = 1e-2, Batch = new BatchOptions { BatchSize = 3 } };
        new SftTrainer(model, parameters, options) { Dropout = generator }.Train(rows ?? Rows, null, null, TestContext.Current.CancellationToken);
        return [.. parameters.SelectMany(parameter => parameter.Value.Detach().ToArray<float>())];
    }

    private static TokenizedRow Row(int tokens, int seed) => new()
    {
        Id = $"row {seed}", TokenIds = TinyModel.Tokens(tokens, seed), IsTarget = [.. Enumerable.Range(0, tokens).Select(token => token >= 3)],
    };

}
