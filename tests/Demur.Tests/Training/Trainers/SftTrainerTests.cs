using System.Security.Cryptography;
using Demur.Abstractions;
using Demur.Models.Adapters;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Batching;
using Demur.Training.Checkpointing;
using Demur.Training.Losses;
using Demur.Training.Trainers;
using Xunit;

namespace Demur.Tests.Training.Trainers;

[Collection(TensorTests.Name)]
public sealed class SftTrainerTests : IDisposable
{
    private static readonly TokenizedRow[] Rows = [.. Enumerable.Range(0, 24).Select(Row)];
    private static readonly SftOptions Options = new() { Epochs = 2, WarmupSteps = 2, DecisionWeight = 2, FirstTokenWeight = 0.5, CheckpointEvery = 2, Seed = 5 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1024)]
    [InlineData(40)]
    [InlineData(1)]
    public void Cutting_the_batch_into_micro_batches_leaves_the_losses_alone(int microBatchTokens)
    {
        var whole = Losses(Options);
        var cut = Losses(Options with { Batch = new BatchOptions { MicroBatchTokens = microBatchTokens } });

        Assert.Equal(6, cut.Count);
        Assert.All(whole.Zip(cut), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void Held_answers_stay_nearer_the_model_that_training_began_with()
    {
        var held = Steps(Options with { ReferenceKlWeight = 50, Epochs = 8, LearningRate = 1e-2 });
        var free = Steps(Options with { ReferenceKlWeight = 1e-9, Epochs = 8, LearningRate = 1e-2 });

        Assert.Equal(0, free[0].ReferenceKl!.Value, 1e-6);
        Assert.True(free[^1].ReferenceKl > 0.01, $"{free[^1].ReferenceKl}");
        Assert.True(held[^1].ReferenceKl < free[^1].ReferenceKl / 4, $"{held[^1].ReferenceKl} held, {free[^1].ReferenceKl} free");
        Assert.Null(Steps(Options)[0].ReferenceKl);
    }

    [Fact]
    public void Holding_answers_cut_into_micro_batches_leaves_the_losses_alone()
    {
        var options = Options with { ReferenceKlWeight = 5 };

        var whole = Steps(options);
        var cut = Steps(options with { Batch = new BatchOptions { MicroBatchTokens = 1 } });

        Assert.Equal(6, cut.Count);
        Assert.All(whole.Zip(cut), pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 1e-4));
        Assert.All(whole.Zip(cut), pair => Assert.Equal(pair.First.ReferenceKl!.Value, pair.Second.ReferenceKl!.Value, 1e-5));
    }

    [Fact]
    public void Holding_answers_without_an_adapter_is_refused()
    {
        using var model = TinyModel.Create();
        var trainer = new SftTrainer(model, TrainableParameters.AllOf(model), Options with { ReferenceKlWeight = 1 });

        var exception = Assert.Throws<DemurException>(() => trainer.Train(Rows, null, null, TestContext.Current.CancellationToken));

        Assert.Contains("reference_kl_weight is 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_mean_over_rows_is_the_mean_of_each_rows_own_loss()
    {
        var plain = new SftOptions { MaxSteps = 1, Batch = new BatchOptions { BatchSize = Rows.Length, MicroBatchTokens = 50 } };
        var each = Rows.Select(row => FirstLoss([row], plain)).ToArray();

        Assert.Equal(each.Average(), FirstLoss(Rows, plain with { LossMean = LossMean.Sequence }), 1e-5);
        Assert.Equal(each.Zip(Rows).Sum(pair => pair.First * pair.Second.TargetCount) / Rows.Sum(row => row.TargetCount), FirstLoss(Rows, plain), 1e-5);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_to_the_last_bit() => Assert.Equal(Hash(Options, null), Hash(Options, null));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_run_that_was_cut_off_goes_on_to_the_same_weights(int stepsBefore)
    {
        var expected = Hash(Options, null);
        var checkpoints = new TrainingCheckpoints(folder.Path, "run", 2);

        using (var stop = new CancellationTokenSource())
        {
            Assert.Throws<OperationCanceledException>(() => Hash(Options, checkpoints, stopAfter: (stop, stepsBefore)));
        }

        Assert.Equal(expected, Hash(Options, new TrainingCheckpoints(folder.Path, "run", 2)));
    }

    [Fact]
    public void A_damaged_checkpoint_is_passed_over_for_the_one_before_it()
    {
        var expected = Hash(Options, null);
        using (var stop = new CancellationTokenSource())
        {
            Assert.Throws<OperationCanceledException>(() => Hash(Options, new TrainingCheckpoints(folder.Path, "run", 3), stopAfter: (stop, 5)));
        }

        var newest = Directory.GetFiles(folder.Path, "*.safetensors").Order(StringComparer.Ordinal).Last();
        File.WriteAllBytes(newest, File.ReadAllBytes(newest)[..^100]);

        Assert.Equal(expected, Hash(Options, new TrainingCheckpoints(folder.Path, "run", 3)));
    }

    [Fact]
    public void Checkpoints_of_another_run_are_refused()
    {
        using (var stop = new CancellationTokenSource())
        {
            Assert.Throws<OperationCanceledException>(() => Hash(Options, new TrainingCheckpoints(folder.Path, "run", 2), stopAfter: (stop, 3)));
        }

        var exception = Assert.Throws<DemurException>(() => Hash(Options, new TrainingCheckpoints(folder.Path, "other", 2)));

        Assert.Contains("other settings or rows", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_without_a_target_are_an_error_and_not_a_loss_of_zero()
    {
        TokenizedRow[] masked = [Rows[0] with { IsTarget = new bool[Rows[0].TokenIds.Length] }];

        var exception = Assert.Throws<DemurException>(() => Train(masked, Options, null, null, TestContext.Current.CancellationToken));

        Assert.Contains("every label is masked", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run_and_names_the_batch()
    {
        var exception = Assert.Throws<DemurException>(() => Train(Rows, Options with { FirstTokenWeight = double.PositiveInfinity }, null, null, TestContext.Current.CancellationToken));

        Assert.Contains("row", exception.Message, StringComparison.Ordinal);
        Assert.Contains("nothing was updated", exception.Message, StringComparison.Ordinal);
    }

    private static double FirstLoss(TokenizedRow[] rows, SftOptions options)
    {
        var recorder = new Recorder(null);
        Train(rows, options, null, recorder, TestContext.Current.CancellationToken);
        return recorder.Steps[0].Loss;
    }

    private static List<double> Losses(SftOptions options) => [.. Steps(options).Select(step => step.Loss)];

    private static List<TrainingStep> Steps(SftOptions options)
    {
        var recorder = new Recorder(null);
        Train(Rows, options, null, recorder, TestContext.Current.CancellationToken);
        return recorder.Steps;
    }

    private static string Hash(SftOptions options, TrainingCheckpoints? checkpoints, (CancellationTokenSource Stop, int Steps)? stopAfter = null) =>
        Train(Rows, options, checkpoints, new Recorder(stopAfter), stopAfter?.Stop.Token ?? CancellationToken.None);

    private static string Train(TokenizedRow[] rows, SftOptions options, TrainingCheckpoints? checkpoints, Recorder? recorder, CancellationToken token = default)
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        using var adapter = LoraAdapter.Create(model, new LoraOptions { Rank = 4, Alpha = 8 }, seed: 1);
        var parameters = TrainableParameters.Of(adapter);
        new SftTrainer(model, parameters, options, new AdapterReference(model, adapter)).Train(rows, checkpoints, recorder, token);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var parameter in parameters)
        {
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(parameter.Value.Detach().ToArray<float>()));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static TokenizedRow Row(int index)
    {
        var length = 6 + (index % 9);
        return new TokenizedRow
        {
            Id = $"row {index}",
            TokenIds = TinyModel.Tokens(length, index + 1),
            IsTarget = [.. Enumerable.Range(0, length).Select(token => token >= 3)],
            Refuses = index % 2 == 0,
        };
    }

    private sealed class Recorder((CancellationTokenSource Stop, int Steps)? stopAfter) : IProgress<TrainingStep>
    {
        public List<TrainingStep> Steps { get; } = [];

        public void Report(TrainingStep value)
        {
            Steps.Add(value);
            if (stopAfter is { } stop && Steps.Count == stop.Steps)
            {
                stop.Stop.Cancel();
            }
        }
    }
}
