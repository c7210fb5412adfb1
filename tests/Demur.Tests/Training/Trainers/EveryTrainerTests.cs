using System.Security.Cryptography;
using Demur.Models;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Encoders;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Batching;
using Demur.Training.Losses;
using Demur.Training.Recipes;
using Demur.Training.Schedules;
using Demur.Training.Trainers;
using Xunit;

namespace Demur.Tests.Training.Trainers;

/// <summary>What must hold of every trainer, whatever its loss.</summary>
[Collection(TensorTests.Name)]
public sealed class EveryTrainerTests : IDisposable
{
    private static readonly LoraRecipe Plain = new() { Rank = 4, Alpha = 8 };
    private readonly TemporaryFolder folder = new();
    private readonly string model;

    public EveryTrainerTests() => model = TinyCheckpoint.Write(Path.Combine(folder.Path, "base"));

    public static TheoryData<string> All => [.. TrainerCase.All.Select(one => one.Name)];

    public static TheoryData<string> WithoutHead => [.. TrainerCase.OneOfEach.Where(one => !IsScoreHead(one.Name)).Select(one => one.Name)];

    public static TheoryData<string> ScoreHeads => [.. TrainerCase.OneOfEach.Where(one => IsScoreHead(one.Name)).Select(one => one.Name)];

    public static TheoryData<string> OneOfEach => [.. TrainerCase.OneOfEach.Select(one => one.Name)];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void No_trainer_is_left_out() => Assert.Equal((2 + 19 + 3 + 2, 10), (TrainerCase.All.Count, TrainerCase.OneOfEach.Count));

    // 8 x 1 packed end to end, some 4 x 2, and 1 x 8 where every row stands by itself.
    [Theory]
    [MemberData(nameof(All))]
    public void Cutting_a_batch_and_packing_rows_change_no_loss_and_no_weight(string name)
    {
        var whole = Train(name, "whole", Plain, options => Cut(options, 4096));

        foreach (var tokens in (int[])[70, 1])
        {
            var cut = Train(name, $"cut {tokens}", Plain, options => Cut(options, tokens));

            Assert.Equal(whole.Steps.Count, cut.Steps.Count);
            Assert.All(whole.Steps.Zip(cut.Steps), pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 1e-4 * (1 + Math.Abs(pair.First.Loss))));
            Assert.All(whole.Steps.Zip(cut.Steps), pair => Assert.Equal(pair.First.GradientNorm, pair.Second.GradientNorm, 2e-3 * pair.First.GradientNorm));
            Assert.InRange(Distance(whole.Result, cut.Result), 0, 1e-3);
        }

        Assert.Equal(6, whole.Steps.Count);
        Assert.All(whole.Steps, step => Assert.True(step.GradientNorm > 1e-4, $"{step.GradientNorm}"));

        static TrainingOptions Cut(TrainingOptions options, int tokens) => options with { Batch = new BatchOptions { BatchSize = 8, MicroBatchTokens = tokens }, MaxSteps = 6, Epochs = 6 };
    }

    [Theory]
    [MemberData(nameof(OneOfEach))]
    public void A_run_with_dropout_that_was_cut_off_goes_on_to_the_same_bytes(string name)
    {
        var lora = Plain with { Dropout = 0.3 };
        var expected = Train(name, "whole", lora, options => options);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Train(name, "stopped", lora, options => options, new StepRecorder(step => Cancel(stop, step)), stop.Token));

        var resumed = Train(name, "stopped", lora, options => options, resume: true);

        Assert.Equal(Hash(expected.Result), Hash(resumed.Result));
        Assert.NotEqual(Hash(expected.Result), Hash(Train(name, "without", Plain, options => options).Result));
        Assert.NotEqual(Hash(expected.Result), Hash(Train(name, "other", lora, options => options with { Seed = 2 }).Result));
    }

    [Theory]
    [MemberData(nameof(WithoutHead))]
    public void An_adapter_gives_the_states_of_the_weights_it_is_merged_into(string name)
    {
        foreach (var (kind, lora) in new[] { ("lora", Plain), ("rslora", Plain with { RankStabilised = true }), ("dora", Plain with { Dora = true }) })
        {
            var result = Train(name, kind, lora, options => options).Result;
            var merged = States(result, merge: true);

            Assert.True(States(model, merge: true).Zip(merged).Max(pair => Math.Abs(pair.First - pair.Second)) > 1e-3, $"{name} with {kind} learnt nothing");

            Assert.All(States(result, merge: false).Zip(merged), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }

        Assert.True(Distance(Result("lora"), Result("rslora")) > 1e-4, "alpha / sqrt(rank) changes nothing");
    }

    // What comes out is merged already: its loss is what the next step of training would have begun with, the adapter beside the weights.
    [Theory]
    [MemberData(nameof(ScoreHeads))]
    public async Task A_score_heads_merged_model_scores_as_its_adapter_did(string name)
    {
        foreach (var (kind, lora) in new[] { ("lora", Plain), ("rslora", Plain with { RankStabilised = true }), ("dora", Plain with { Dora = true }) })
        {
            var result = Train(name, kind, lora, options => Steps(options, 4)).Result;
            var expected = Train(name, kind + " further", lora, options => Steps(options, 5)).Steps[4].Loss;
            using var classifier = TextClassifier.Open(result);
            var scores = await classifier.ScoreAsync(
                [.. TrainerCase.Pairs.SelectMany(pair => (string[])[ScoreHead.TextOf(pair.Prompt, pair.Chosen), ScoreHead.TextOf(pair.Prompt, pair.Rejected)])], TestContext.Current.CancellationToken);

            using var scope = new TensorScope();
            var (chosen, rejected) = (Row(scores, 0), Row(scores, 1));
            var loss = name == "reward" ? RewardLosses.Pairwise(chosen, rejected) : RewardLosses.HarmDetector(chosen, rejected, asReleased: true);
            Assert.Equal(expected, loss.Mean().Item(), 1e-4 * (1 + expected));
        }

        static Tensor Row(IReadOnlyList<float[]> scores, int which) => Tensor.From<float>([.. scores.Where((_, place) => place % 2 == which).Select(score => score[0])], [scores.Count / 2]);

        static TrainingOptions Steps(TrainingOptions options, int steps) =>
            options with { Epochs = 5, MaxSteps = steps, Schedule = ScheduleShape.Constant, Batch = new BatchOptions { BatchSize = TrainerCase.Pairs.Count } };
    }

    // One step from the same weights: AdamW's decoupled decay takes rate x decay x weight off matrices, and nothing off norms.
    [Theory]
    [MemberData(nameof(OneOfEach))]
    public void Weight_decay_acts_on_matrices_alone(string name)
    {
        const double Rate = 1e-3, Decay = 0.5;
        var free = Train(name, "free", Plain, options => One(options, 0), full: true).Result;
        var decayed = Train(name, "decayed", Plain, options => One(options, Decay), full: true).Result;

        using var scope = new TensorScope();
        using var before = SafetensorsSource.Open(Path.Combine(model, "model.safetensors"));
        using var without = SafetensorsSource.Open(File(free));
        using var with = SafetensorsSource.Open(File(decayed));
        var (matrices, norms) = (0, 0);
        foreach (var (weight, info) in before.Tensors)
        {
            var taken = Load(without, weight) - Load(with, weight);
            if (info.Shape.Count > 1)
            {
                Assert.InRange((taken - (Load(before, weight) * (Rate * Decay))).Abs().Max().Item(), 0, 1e-6);
                matrices++;
            }
            else
            {
                Assert.Equal(0, taken.Abs().Max().Item());
                norms++;
            }
        }

        Assert.True(matrices >= 15 && norms >= 5, $"{matrices} matrices, {norms} norms");

        static TrainingOptions One(TrainingOptions options, double decay) => options with { MaxSteps = 1, WarmupSteps = 0, LearningRate = Rate, WeightDecay = decay };
    }

    [Theory]
    [MemberData(nameof(OneOfEach))]
    public void Warm_up_and_every_schedule_give_the_rates_of_their_formula(string name)
    {
        foreach (var shape in Enum.GetValues<ScheduleShape>())
        {
            var steps = Train(name, $"{shape}", Plain, options => options with { Schedule = shape, WarmupSteps = 2, Batch = options.Batch with { BatchSize = 8 }, Epochs = 6, MaxSteps = 6, LearningRate = 1e-2 }).Steps;

            // As Transformers has it: the first step of a warm-up has no rate, the one after the warm-up all of it.
            double[] expected = [.. Enumerable.Range(0, 6).Select(step => 1e-2 * (step < 2 ? step / 2.0 : shape switch
            {
                ScheduleShape.Cosine => 0.5 * (1 + Math.Cos(Math.PI * (step - 2) / 4)),
                ScheduleShape.Linear => (6 - step) / 4.0,
                _ => 1,
            }))];
            Assert.Equal(expected, steps.Select(step => step.LearningRate), (a, b) => Math.Abs(a - b) < 1e-12);
        }
    }

    // With a large epsilon AdamW's first step is nearly the gradient, so a gradient of a quarter moves the weights a quarter as far.
    [Theory]
    [MemberData(nameof(OneOfEach))]
    public void Clipping_scales_the_whole_gradient_to_the_norm(string name)
    {
        var free = Train(name, "free", Plain, options => One(options, 1e9));
        var clipped = Train(name, "clipped", Plain, options => One(options, free.Steps[0].GradientNorm / 4));

        Assert.Equal(free.Steps[0].GradientNorm, clipped.Steps[0].GradientNorm, 1e-5 * free.Steps[0].GradientNorm);
        Assert.InRange(Moved(clipped.Result) / Moved(free.Result), 0.2, 0.45);

        static TrainingOptions One(TrainingOptions options, double clip) => options with { MaxSteps = 1, WarmupSteps = 0, Epsilon = 1, ClipNorm = clip };
    }

    private static bool IsScoreHead(string name) => name is "reward" or "harm detector";

    private (List<TrainingStep> Steps, string Result) Train(
        string name, string run, LoraRecipe lora, Func<TrainingOptions, TrainingOptions> change, StepRecorder? recorder = null, CancellationToken? token = null, bool resume = false, bool full = false)
    {
        var one = TrainerCase.All.Single(candidate => candidate.Name == name);
        var steps = recorder ?? new StepRecorder();
        var recipe = one.RecipeOf(options => change(options with
        {
            Epochs = 3, LearningRate = 1e-2, WarmupSteps = 1, Epsilon = 1e-4, CheckpointEvery = 1, Batch = new BatchOptions { BatchSize = 4 },
        })) with { Lora = lora };
        var result = one.Run(
            new TuningRunSettings
            {
                Folder = Path.Combine(folder.Path, run), Model = model, Recipe = recipe, Full = full, Resume = resume,
                Placement = new LocalModelOptions { DType = ScalarType.Float32, MergeAdapter = false },
            },
            steps,
            token ?? TestContext.Current.CancellationToken);
        return (steps.Steps, result);
    }

    private static void Cancel(CancellationTokenSource stop, int step)
    {
        if (step == 2)
        {
            stop.Cancel();
        }
    }

    private static float[] States(string path, bool merge)
    {
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        using var local = LocalModel.Open(path, new LocalModelOptions { DType = ScalarType.Float32, MergeAdapter = merge });
        return local.Model.Forward(TokenBatch.Of([[3, 10, 11, 12, 13, 4, 5], [3, 20, 21]])).ToArray<float>();
    }

    // Of what starts at zero, the second factor of each change, and of a score head's result the change of the weights.
    private double Moved(string result)
    {
        using var scope = new TensorScope();
        using var after = SafetensorsSource.Open(File(result));
        using var before = SafetensorsSource.Open(Path.Combine(model, "model.safetensors"));
        var changed = after.Tensors.Keys.Where(name => name.Contains("lora_B", StringComparison.Ordinal)).ToArray();
        return Math.Sqrt(changed.Length > 0
            ? changed.Sum(name => Load(after, name).Square().Sum().Item())
            : before.Tensors.Keys.Sum(name => (Load(after, name) - Load(before, name)).Square().Sum().Item()));
    }

    private static double Distance(string left, string right)
    {
        using var scope = new TensorScope();
        using var first = SafetensorsSource.Open(File(left));
        using var second = SafetensorsSource.Open(File(right));
        Assert.NotEmpty(first.Tensors);
        return first.Tensors.Keys.Max(name => (Load(first, name) - Load(second, name)).Abs().Max().Item());
    }

    private string Result(string run) => Directory.GetDirectories(Path.Combine(folder.Path, run)).Single(place => Path.GetFileName(place) is TuningRun.AdapterFolder or TuningRun.ModelFolder);

    private static Tensor Load(SafetensorsSource source, string name) => source.Load(name, ScalarType.Float32, Device.Cpu);

    private static string Hash(string result) => Convert.ToHexString(SHA256.HashData(System.IO.File.ReadAllBytes(File(result))));

    private static string File(string result) => Directory.GetFiles(result, "*.safetensors").Single();
}
