using Demur.Abstractions;
using Demur.Models.Adapters;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Batching;
using Demur.Training.Checkpointing;
using Demur.Training.Losses.Preference;
using Demur.Training.Trainers;
using Xunit;

namespace Demur.Tests.Training.Trainers;

[Collection(TensorTests.Name)]
public sealed class DpoTrainerTests : IDisposable
{
    private static readonly TokenizedPair[] Pairs = [.. Enumerable.Range(0, 16).Select(Pair)];
    private static readonly DpoOptions Options = new()
    {
        Epochs = 2, WarmupSteps = 1, LearningRate = 5e-3, CheckpointEvery = 1, Seed = 3,
        Loss = new PreferenceOptions { Losses = new() { [PreferenceLossKind.Aot] = 1, [PreferenceLossKind.BcoPair] = 0.5, [PreferenceLossKind.Sft] = 0.1 } },
    };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // 8 x 1, 4 x 2 and 1 x 8: the longest pair has 20 tokens.
    [Theory]
    [InlineData(80)]
    [InlineData(1)]
    public void Cutting_the_batch_leaves_the_losses_alone_even_where_they_sort_over_it(int microBatchTokens)
    {
        var whole = Train(Options).Steps;
        var cut = Train(Options with { Batch = new BatchOptions { MicroBatchTokens = microBatchTokens } }).Steps;

        Assert.Equal(4, cut.Count);
        Assert.All(whole.Zip(cut), pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 2e-5));
        Assert.All(whole.Zip(cut), pair => Assert.Equal(pair.First.GradientNorm, pair.Second.GradientNorm, 1e-3 * pair.First.GradientNorm));
    }

    [Fact]
    public void Training_puts_chosen_ahead_of_rejected()
    {
        var steps = Train(Options with { Epochs = 10, Loss = new PreferenceOptions() }).Steps;

        Assert.Equal(Math.Log(2), steps[0].Loss, 1e-5);
        Assert.Equal(1, steps[^1].Accuracy);
        Assert.True(steps[^1].Loss < 0.6, $"{steps[^1].Loss}");
    }

    [Fact]
    public void A_run_with_dropout_that_was_cut_off_goes_on_to_the_same_weights()
    {
        var expected = Train(Options, dropout: 0.2).Hash;
        Assert.Throws<OperationCanceledException>(() => Train(Options, dropout: 0.2, new TrainingCheckpoints(folder.Path, "run", 2), stopAfter: 2));

        Assert.Equal(expected, Train(Options, dropout: 0.2, new TrainingCheckpoints(folder.Path, "run", 2)).Hash);
        Assert.NotEqual(expected, Train(Options).Hash);
    }

    [Fact]
    public void An_early_stop_ends_when_the_measured_figure_no_longer_rises()
    {
        var measured = 0;
        var figures = new[] { 0.1, 0.3, 0.2, 0.3 };

        var steps = Train(Options with { Epochs = 20 }, stop: new EarlyStop(() => figures[measured++], Every: 2, Patience: 2)).Steps;

        Assert.Equal(4, measured);
        Assert.Equal(8, steps.Count);
    }

    [Fact]
    public void No_pairs_is_an_error()
    {
        var exception = Assert.Throws<DemurException>(() => Train(Options, pairs: []));

        Assert.Contains("no preference pairs", exception.Message, StringComparison.Ordinal);
    }

    private static (List<TrainingStep> Steps, string Hash) Train(
        DpoOptions options, double dropout = 0, TrainingCheckpoints? checkpoints = null, int stopAfter = int.MaxValue, EarlyStop? stop = null, TokenizedPair[]? pairs = null)
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        using var adapter = LoraAdapter.Create(model, new LoraOptions { Rank = 4, Alpha = 8, Dropout = dropout }, seed: 1);
        using var generator = new Generator(7);
        using var cancel = new CancellationTokenSource();
        pairs ??= Pairs;
        PairReference reference;
        using (adapter.Suspend())
        {
            reference = PairLogProbs.ComputeAll(model, pairs, 1, 1024);
        }

        adapter.SetDropout(generator);
        var parameters = TrainableParameters.Of(adapter);
        var recorder = new StepRecorder(step =>
        {
            if (step + 1 == stopAfter)
            {
                cancel.Cancel();
            }
        });
        new DpoTrainer(model, parameters, options) { Dropout = generator, Stop = stop }.Train(pairs, reference, new TrainingSinks(checkpoints, recorder), cancel.Token);
        return (recorder.Steps, WeightsHash.Of(parameters));
    }

    private static TokenizedPair Pair(int index) => new($"pair {index}", Row(index, 4 + (index % 4), 1), Row(index, 3 + (index % 5), 2));

    private static TokenizedRow Row(int index, int answer, int seed) => new()
    {
        Id = $"row {index}",
        TokenIds = [.. TinyModel.Tokens(3, index), .. TinyModel.Tokens(answer, (100 * seed) + index)],
        IsTarget = [.. Enumerable.Range(0, 3 + answer).Select(token => token >= 3)],
    };
}
