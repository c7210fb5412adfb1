using Demur.Abstractions;
using Demur.Models.Adapters;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Batching;
using Demur.Training.Checkpointing;
using Demur.Training.Losses;
using Demur.Training.Losses.Preference;
using Demur.Training.Trainers;
using Xunit;

namespace Demur.Tests.Training.Trainers;

[Collection(TensorTests.Name)]
public sealed class KtoTrainerTests : IDisposable
{
    private static readonly KtoRow[] Rows = [.. Enumerable.Range(0, 12).Select(Row)];
    private static readonly KtoTrainerOptions Options = new()
    {
        Epochs = 3, WarmupSteps = 0, LearningRate = 1e-2, CheckpointEvery = 1, Seed = 3, Batch = new BatchOptions { BatchSize = 6 }, Loss = new KtoOptions { Beta = 0.5 },
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // 6 x 1 rows, and each row by itself: the longest has 9 tokens.
    [Theory]
    [InlineData(20)]
    [InlineData(1)]
    public void Cutting_the_batch_leaves_loss_and_gradient_alone(int microBatchTokens)
    {
        var whole = Train(Options).Steps;
        var cut = Train(Options with { Batch = Options.Batch with { MicroBatchTokens = microBatchTokens } }).Steps;

        Assert.Equal(6, cut.Count);
        Assert.All(whole.Zip(cut), pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 2e-5));
        Assert.All(whole.Zip(cut), pair => Assert.Equal(pair.First.GradientNorm, pair.Second.GradientNorm, 1e-3 * pair.First.GradientNorm));
    }

    [Fact]
    public void Training_begins_at_a_half_and_puts_good_answers_ahead_of_bad_ones()
    {
        var steps = Train(Options with { Epochs = 15 }, (before, after) =>
        {
            Assert.All(Rows.Select((row, index) => (row.Desirable, Moved: after[index] - before[index])).Where(row => row.Desirable), row => Assert.True(row.Moved > 0, $"{row.Moved}"));
            Assert.True(Rows.Select((row, index) => row.Desirable ? 0 : after[index] - before[index]).Sum() < -5);
        }).Steps;

        // Nothing has moved yet, so every answer counts 1 - s(0).
        Assert.Equal(0.5, steps[0].Loss, 1e-5);
        Assert.True(steps[^1].Loss < 0.3, $"{steps[^1].Loss}");
    }

    [Fact]
    public void The_divergence_is_the_mean_over_the_batchs_mismatched_answers()
    {
        using var scope = new TensorScope();
        using var policy = TinyModel.Create(seed: 5);
        using var reference = TinyModel.Create();
        var trainer = new KtoTrainer(policy, TrainableParameters.AllOf(policy), Options with { Batch = new BatchOptions { BatchSize = Rows.Length } });
        var frozen = KtoTrainer.Reference(reference, Rows, 1024);

        double[] Ratios(IEnumerable<TokenizedRow> rows, IReadOnlyList<float> against) => [.. SequenceLogProbs.ComputeAll(policy, [.. rows], 1024).Zip(against, (own, other) => (double)own - other)];
        var divergence = Math.Max(0, Ratios(Rows.Select(row => row.Mismatched!), frozen.Mismatched).Average());
        var expected = Ratios(Rows.Select(row => row.Row), frozen.Answers).Zip(Rows, (ratio, row) => 1 - Logistic(0.5 * (row.Desirable ? ratio - divergence : divergence - ratio))).Average();

        Assert.Equal(expected, trainer.LossOf(Rows, frozen), 1e-5);
    }

    [Fact]
    public void A_run_with_dropout_that_was_cut_off_goes_on_to_the_same_weights()
    {
        var expected = Train(Options, dropout: 0.2).Hash;
        Assert.Throws<OperationCanceledException>(() => Train(Options, dropout: 0.2, checkpoints: new TrainingCheckpoints(folder.Path, "run", 2), stopAfter: 2));

        Assert.Equal(expected, Train(Options, dropout: 0.2, checkpoints: new TrainingCheckpoints(folder.Path, "run", 2)).Hash);
    }

    [Fact]
    public void No_answers_is_an_error()
    {
        using var model = TinyModel.Create();
        var exception = Assert.Throws<DemurException>(() => new KtoTrainer(model, [], Options).Train([], new KtoReference([], []), new TrainingSinks(), TestContext.Current.CancellationToken));

        Assert.Contains("no rated answers", exception.Message, StringComparison.Ordinal);
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static (List<TrainingStep> Steps, string Hash) Train(
        KtoTrainerOptions options, Action<IReadOnlyList<float>, IReadOnlyList<float>>? check = null, double dropout = 0, TrainingCheckpoints? checkpoints = null, int stopAfter = int.MaxValue)
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        using var adapter = LoraAdapter.Create(model, new LoraOptions { Rank = 4, Alpha = 8, Dropout = dropout }, seed: 1);
        using var generator = new Generator(7);
        using var cancel = new CancellationTokenSource();
        var reference = KtoTrainer.Reference(model, Rows, 1024);
        adapter.SetDropout(generator);
        var parameters = TrainableParameters.Of(adapter);
        var recorder = new StepRecorder(step =>
        {
            if (step + 1 == stopAfter)
            {
                cancel.Cancel();
            }
        });
        new KtoTrainer(model, parameters, options) { Dropout = generator }.Train(Rows, reference, new TrainingSinks(checkpoints, recorder), cancel.Token);
        adapter.SetDropout(null);
        check?.Invoke(reference.Answers, SequenceLogProbs.ComputeAll(model, [.. Rows.Select(row => row.Row)], 1024));
        return (recorder.Steps, WeightsHash.Of(parameters));
    }

    private static KtoRow Row(int index) => new(Tokens(index, index), Tokens(index, (index + 11) % 12), index % 2 == 0);

    private static TokenizedRow Tokens(int prompt, int answer) => new()
    {
        Id = $"row {prompt}",
        TokenIds = [.. TinyModel.Tokens(3, prompt), .. TinyModel.Tokens(3 + (answer % 4), 100 + answer)],
        IsTarget = [.. Enumerable.Range(0, 6 + (answer % 4)).Select(token => token >= 3)],
    };
}
