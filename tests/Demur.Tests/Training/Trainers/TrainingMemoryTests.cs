using Demur.Abstractions;
using Demur.Models.Adapters;
using Demur.Models.Interventions;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Batching;
using Demur.Training.Trainers;
using Xunit;

namespace Demur.Tests.Training.Trainers;

/// <summary>libtorch's own allocator fails in the middle of a step.</summary>
[Collection(TensorTests.Name)]
public sealed class TrainingMemoryTests
{
    private static readonly TokenizedRow[] Rows = [.. Enumerable.Range(0, 4).Select(index => new TokenizedRow
    {
        Id = $"row {index}", TokenIds = TinyModel.Tokens(9, index), IsTarget = [.. Enumerable.Range(0, 9).Select(token => token >= 3)],
    })];

    // The second pass of a block that is run again is in the backward pass, beyond the native side.
    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 4)]
    public void A_step_that_does_not_fit_says_what_would_and_changes_nothing(bool again, int failingPass)
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        using var adapter = LoraAdapter.Create(model, new LoraOptions { Rank = 4 }, seed: 1);
        var parameters = TrainableParameters.Of(adapter);
        model.SetGradientCheckpointing(again);
        var (passes, before) = (0, "");
        using var hook = model.AddHook(ResidualPoint.BlockInput, 1, states =>
        {
            if (++passes == failingPass)
            {
                before = WeightsHash.Of(parameters);
                _ = Tensor.Empty([1L << 50]);
            }

            return states;
        });
        var options = new SftOptions { Epochs = 5, GradientCheckpointing = again, Batch = new BatchOptions { BatchSize = 4, MicroBatchTokens = 300 } };

        var exception = Assert.Throws<DemurException>(() => new SftTrainer(model, parameters, options).Train(Rows, null, null, TestContext.Current.CancellationToken));

        Assert.Contains($"Step {(again ? 1 : 2)} did not fit into memory with 300 tokens", exception.Message, StringComparison.Ordinal);
        Assert.Contains("batch.micro_batch_tokens to 150", exception.Message, StringComparison.Ordinal);
        Assert.Equal(again, !exception.Message.Contains("gradient_checkpointing", StringComparison.Ordinal));
        Assert.Equal(before, WeightsHash.Of(parameters));
    }
}
