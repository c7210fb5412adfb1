using Demur.Abstractions;
using Demur.Models.Adapters;
using Demur.Models.Interventions;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Batching;
using Demur.Training.Checkpointing;
using Demur.Training.Trainers;
using Xunit;

namespace Demur.Tests.Training.Trainers;

/// <summary>A model whose states are no numbers any more in the middle of a run.</summary>
[Collection(TensorTests.Name)]
public sealed class NotANumberTests : IDisposable
{
    private static readonly TokenizedRow[] Rows = [.. Enumerable.Range(0, 8).Select(index => new TokenizedRow
    {
        Id = $"row {index}", TokenIds = TinyModel.Tokens(9, index), IsTarget = [.. Enumerable.Range(0, 9).Select(token => token >= 3)],
    })];

    private static readonly SftOptions Options = new() { Epochs = 3, WarmupSteps = 0, CheckpointEvery = 1, KeepCheckpoints = 2, Batch = new BatchOptions { BatchSize = 4 } };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_run_stops_names_the_batch_and_goes_on_from_the_checkpoint_before_it()
    {
        var expected = Train(new TrainingCheckpoints(Path.Combine(folder.Path, "whole"), "run", 2));
        var place = Path.Combine(folder.Path, "poisoned");

        var exception = Assert.Throws<DemurException>(() => Train(new TrainingCheckpoints(place, "run", 2), poisonedStep: 3));

        Assert.Contains("The loss of step 3 is NaN", exception.Message, StringComparison.Ordinal);
        Assert.Contains("nothing was updated", exception.Message, StringComparison.Ordinal);
        var batch = BatchPlan.Create(Rows, Options.Batch, Options.Epochs, Options.Seed).RowsOf(3).Select(index => Rows[index].Id);
        Assert.All(batch, row => Assert.Contains(row, exception.Message, StringComparison.Ordinal));
        Assert.Equal(["step-000002.safetensors", "step-000003.safetensors"], Directory.GetFiles(place, "*.safetensors").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(expected, Train(new TrainingCheckpoints(place, "run", 2)));
    }

    private static string Train(TrainingCheckpoints checkpoints, int poisonedStep = -1)
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        using var adapter = LoraAdapter.Create(model, new LoraOptions { Rank = 4 }, seed: 1);
        var parameters = TrainableParameters.Of(adapter);
        var pass = -1;
        using var hook = model.AddHook(ResidualPoint.BlockInput, 1, states => ++pass == poisonedStep ? states * double.NaN : states);
        new SftTrainer(model, parameters, Options).Train(Rows, checkpoints, null, TestContext.Current.CancellationToken);
        return WeightsHash.Of(parameters);
    }
}
