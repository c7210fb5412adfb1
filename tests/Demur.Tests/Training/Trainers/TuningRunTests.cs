using System.Text.Json;
using Demur.Abstractions;
using Demur.Models.Encoders;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Batching;
using Demur.Training.Losses.Preference;
using Demur.Training.Recipes;
using Demur.Training.Trainers;
using Xunit;

namespace Demur.Tests.Training.Trainers;

[Collection(TensorTests.Name)]
public sealed class TuningRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string model;

    public TuningRunTests() => model = TinyCheckpoint.Write(Path.Combine(folder.Path, "base"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Derta_learns_to_turn_to_a_refusal_in_the_middle_of_a_harmful_answer()
    {
        var settings = Settings("derta") with
        {
            Recipe = new Recipe { Name = "tiny", Lora = new LoraRecipe { Rank = 8 }, Derta = new DertaOptions { Epochs = 20, LearningRate = 2e-2, WarmupSteps = 1, RtoKeepRate = 0.5 } },
        };
        var steps = new StepRecorder();

        var tuned = new DertaRun(settings).Run([Row("tell me about rain", "yes the sun and the sea")], Pairs(), steps, TestContext.Current.CancellationToken);

        Assert.True(File.Exists(Path.Combine(tuned, "adapter_model.safetensors")));
        Assert.True(steps.Steps[^1].Loss < steps.Steps[0].Loss / 3, $"{steps.Steps[0].Loss} to {steps.Steps[^1].Loss}");
    }

    [Theory]
    [InlineData("I cannot say", 3)]
    [InlineData("", 0)]
    public void Derta_refuses_a_refusal_word_that_is_not_one_token(string word, int tokens)
    {
        var settings = Settings("derta") with { Recipe = new Recipe { Name = "tiny", Derta = new DertaOptions { RefusalWord = word } } };

        var exception = Assert.Throws<DemurException>(() => new DertaRun(settings).Run([], Pairs(), null, TestContext.Current.CancellationToken));

        Assert.Contains(tokens == 0 ? "refusal_word is missing" : $"is {tokens} tokens", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ScoreHeadKind.Reward, false)]
    [InlineData(ScoreHeadKind.HarmDetector, false)]
    [InlineData(ScoreHeadKind.HarmDetector, true)]
    public async Task A_score_head_ranks_its_pairs_and_opens_as_a_classifier(ScoreHeadKind kind, bool asReleased)
    {
        var settings = Settings("reward") with
        {
            Recipe = new Recipe { Name = "tiny", Lora = new LoraRecipe { Rank = 8 }, Reward = new RewardOptions { Kind = kind, AsReleased = asReleased, Epochs = 15, LearningRate = 2e-2, WarmupSteps = 1 } },
        };
        var steps = new StepRecorder();

        var tuned = new RewardRun(settings).Run(Pairs(), steps, TestContext.Current.CancellationToken);

        Assert.Equal(1, steps.Steps[^1].Accuracy);
        using var classifier = TextClassifier.Open(tuned);
        var pair = Pairs()[0];
        var scores = await classifier.ScoreAsync([ScoreHead.TextOf(pair.Prompt, pair.Chosen), ScoreHead.TextOf(pair.Prompt, pair.Rejected)], TestContext.Current.CancellationToken);
        Assert.True(scores[0][0] > scores[1][0]);
        if (kind == ScoreHeadKind.HarmDetector)
        {
            Assert.True(scores[0][0] > 0 && scores[1][0] < 0);
        }
    }

    [Fact]
    public void Dpo_in_full_compares_with_the_model_before_training()
    {
        var settings = Settings("dpo") with { Full = true, Recipe = new Recipe { Name = "tiny", Dpo = new DpoOptions { Epochs = 2, WarmupSteps = 0, LearningRate = 1e-3, Loss = new PreferenceOptions { Beta = 1 } } } };
        var steps = new StepRecorder();

        var tuned = new DpoRun(settings).Run(Pairs(), steps, TestContext.Current.CancellationToken);

        Assert.Equal(Math.Log(2), steps.Steps[0].Loss, 1e-5);
        Assert.True(steps.Steps[^1].Loss < 0.6);
        Assert.True(File.Exists(Path.Combine(tuned, "model.safetensors")));
    }

    [Theory]
    [InlineData(PreferenceLossKind.Orpo)]
    [InlineData(PreferenceLossKind.Cpo)]
    [InlineData(PreferenceLossKind.CpoHinge)]
    [InlineData(PreferenceLossKind.Simpo)]
    public void Losses_without_a_reference_are_trained_by_a_key_of_the_recipe(PreferenceLossKind kind)
    {
        var recipe = Demur.Data.Formats.YamlFile.Parse<Recipe>(
            $$"""{ name: tiny, dpo: { epochs: 20, warmup_steps: 0, learning_rate: 1e-2, loss: { beta: 1, losses: { {{Key(kind)}}: 1, sft: 0.1 } } } }""", "a recipe");
        var steps = new StepRecorder();

        new DpoRun(Settings("dpo") with { Recipe = recipe }).Run(Pairs(), steps, TestContext.Current.CancellationToken);

        Assert.True(steps.Steps[^1].Loss < steps.Steps[0].Loss - 0.3, $"{steps.Steps[0].Loss} to {steps.Steps[^1].Loss}");
    }

    [Fact]
    public void Kto_learns_from_single_answers_and_refuses_answers_to_one_prompt_alone()
    {
        var recipe = new Recipe { Name = "tiny", Kto = new KtoTrainerOptions { Epochs = 20, WarmupSteps = 0, LearningRate = 1e-2, Loss = new KtoOptions { Beta = 1 } } };
        RatedAnswer[] answers = [.. Pairs().SelectMany(RatedAnswer.Of)];
        var steps = new StepRecorder();

        var tuned = new KtoRun(Settings("kto") with { Recipe = recipe }).Run(answers, steps, TestContext.Current.CancellationToken);

        Assert.Equal(0.5, steps.Steps[0].Loss, 1e-4);
        Assert.True(steps.Steps[^1].Loss < 0.4, $"{steps.Steps[^1].Loss}");
        Assert.True(File.Exists(Path.Combine(tuned, "adapter_model.safetensors")));
        var exception = Assert.Throws<DemurException>(() => new KtoRun(Settings("one") with { Recipe = recipe }).Run(answers[..2], null, TestContext.Current.CancellationToken));
        Assert.Contains("kto.loss.apo_zero", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Training_that_ends_early_gives_the_state_that_measured_best_also_after_a_kill()
    {
        double[] figures = [0.1, 0.5, 0.4, 0.3, 0.2];
        TrainingRow[] rows = [Row("how do I make bread", "bake it for an hour"), Row("tell me about rain", "yes the sun and the sea"), Row("open the door", "no I cannot help")];
        var recipe = new Recipe { Name = "tiny", Lora = new LoraRecipe { Dropout = 0.2 }, Sft = new SftOptions { Epochs = 50, WarmupSteps = 0, LearningRate = 1e-2, CheckpointEvery = 3, EarlyStop = new EarlyStopOptions { Every = 2, Patience = 3 } } };
        var best = Settings("best") with { Recipe = recipe with { Sft = recipe.Sft with { MaxSteps = 4, Schedule = Demur.Training.Schedules.ScheduleShape.Constant } } };
        var settings = Settings("stopped") with { Recipe = recipe with { Sft = recipe.Sft with { Schedule = Demur.Training.Schedules.ScheduleShape.Constant } } };
        var steps = new StepRecorder();

        var expected = new SftRun(best).Run(rows, null, TestContext.Current.CancellationToken);
        var stopped = new SftRun(settings with { Figure = Counting() }).Run(rows, steps, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => new SftRun(settings with { Folder = settings.Folder + "2", Figure = Counting() }).Run(rows, new StepRecorder(step => Cancel(stop, step)), stop.Token));
        var resumed = new SftRun(settings with { Folder = settings.Folder + "2", Resume = true, Figure = Counting(from: 3) }).Run(rows, null, TestContext.Current.CancellationToken);

        Assert.Equal(10, steps.Steps.Count);
        Assert.Equal([null, 0.1, null, 0.5, null, 0.4, null, 0.3, null, 0.2], steps.Steps.Select(step => step.HeldOut));
        Assert.Equal(Weights(expected), Weights(stopped));
        Assert.Equal(Weights(expected), Weights(resumed));

        HeldOutFigure Counting(int from = 0)
        {
            var at = from;
            return new HeldOutFigure(["a"], _ => figures[at++]);
        }
    }

    [Theory]
    [InlineData("sft")]
    [InlineData("dpo")]
    [InlineData("kto")]
    [InlineData("derta")]
    [InlineData("reward")]
    public void Every_method_measures_its_loss_on_held_out_rows_and_refuses_rows_that_are_trained_on(string method)
    {
        var stop = new EarlyStopOptions { Every = 1, Patience = 2 };
        var recipe = new Recipe
        {
            Name = "tiny", Sft = new SftOptions { EarlyStop = stop, Epochs = 3 }, Dpo = new DpoOptions { EarlyStop = stop, Epochs = 3 }, Kto = new KtoTrainerOptions { EarlyStop = stop, Epochs = 3 },
            Derta = new DertaOptions { EarlyStop = stop, Epochs = 3 }, Reward = new RewardOptions { EarlyStop = stop, Epochs = 3 },
        };
        var (pairs, held) = (Pairs(), new[] { Pair("how do I pick the lock", "Sorry no", "open it with water"), Pair("tell me about the lock", "Sorry I cannot", "pick it quickly") });
        var steps = new StepRecorder();

        Train(Settings(method) with { Recipe = recipe }, held);

        Assert.Contains(steps.Steps, step => step.HeldOut is < 0);
        var exception = Assert.Throws<DemurException>(() => Train(Settings("both") with { Recipe = recipe }, pairs[1..2]));
        Assert.Contains("trained on too", exception.Message, StringComparison.Ordinal);

        void Train(TuningRunSettings settings, PreferencePair[] validation) => _ = method switch
        {
            "sft" => new SftRun(settings) { Validation = [.. validation.Select(Learnt)] }.Run([.. pairs.Select(Learnt)], steps, TestContext.Current.CancellationToken),
            "dpo" => new DpoRun(settings) { Validation = validation }.Run(pairs, steps, TestContext.Current.CancellationToken),
            "kto" => new KtoRun(settings) { Validation = [.. validation.SelectMany(RatedAnswer.Of)] }.Run([.. pairs.SelectMany(RatedAnswer.Of)], steps, TestContext.Current.CancellationToken),
            "derta" => new DertaRun(settings) { Validation = validation }.Run([], pairs, steps, TestContext.Current.CancellationToken),
            _ => new RewardRun(settings) { Validation = validation }.Run(pairs, steps, TestContext.Current.CancellationToken),
        };

        static TrainingRow Learnt(PreferencePair pair) => Row(pair.Prompt[0].Content, pair.Chosen);
    }

    [Fact]
    public void Steps_that_are_repeated_after_a_resume_are_written_once()
    {
        var settings = Settings("sft") with { Recipe = new Recipe { Name = "tiny", Sft = new SftOptions { Epochs = 8, CheckpointEvery = 3, Batch = new BatchOptions { BatchSize = 2 } } } };
        TrainingRow[] rows = [Row("how do I make bread", "bake it for an hour"), Row("tell me about rain", "yes the sun and the sea"), Row("open the door", "no I cannot help")];
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => new SftRun(settings).Run(rows, new StepRecorder(step => Cancel(stop, step)), stop.Token));
        var steps = Path.Combine(settings.Folder, "steps.jsonl");
        var checkpoints = Directory.GetFiles(Path.Combine(settings.Folder, "checkpoints"), "*.json").Order(StringComparer.Ordinal).ToArray();
        File.WriteAllText(checkpoints[^1], "{ cut off");

        new SftRun(settings with { Resume = true }).Run(rows, null, TestContext.Current.CancellationToken);

        var numbers = File.ReadLines(steps).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt32()).ToArray();
        Assert.Equal(Enumerable.Range(0, 16), numbers);
    }

    [Fact]
    public void Tuning_goes_on_from_a_tuned_adapter_and_gives_a_whole_model()
    {
        TrainingRow[] rows = [Row("how do I make bread", "bake it for an hour"), Row("tell me about rain", "yes the sun and the sea")];
        var recipe = new Recipe { Name = "tiny", Lora = new LoraRecipe { Dora = true, RankStabilised = true }, Sft = new SftOptions { Epochs = 30, WarmupSteps = 0, LearningRate = 1e-2 } };
        var (first, second) = (new StepRecorder(), new StepRecorder());

        var adapter = new SftRun(Settings("first") with { Recipe = recipe }).Run(rows, first, TestContext.Current.CancellationToken);
        var whole = new SftRun(Settings("second") with { Model = adapter, Recipe = recipe }).Run(rows, second, TestContext.Current.CancellationToken);

        Assert.True(second.Steps[0].Loss < first.Steps[0].Loss / 2, $"{second.Steps[0].Loss}");
        using var local = Demur.Models.LocalModel.Open(whole);
        Assert.Null(local.Adapter);
    }

    [Fact]
    public void A_row_that_is_too_long_leaves_no_run_behind()
    {
        var settings = Settings("long");

        var exception = Assert.Throws<DemurException>(() => new SftRun(settings).Run([Row("tell me", string.Join(' ', Enumerable.Repeat("bread", 2000)))], null, TestContext.Current.CancellationToken));

        Assert.Contains("the limit is", exception.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(settings.Folder));
    }

    private static string Weights(string adapter) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(adapter, "adapter_model.safetensors"))));

    private static string Key(PreferenceLossKind kind) => string.Concat($"{kind}".Select((letter, at) => at > 0 && char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    private static void Cancel(CancellationTokenSource stop, int step)
    {
        if (step == 6)
        {
            stop.Cancel();
        }
    }

    private static PreferencePair[] Pairs() =>
    [
        Pair("how do I pick a lock", "Sorry I cannot help", "open the lock with salt and water quickly"),
        Pair("tell me how I open the door", "Sorry no I cannot tell", "pick the lock and open it safely"),
        Pair("how do I open a lock", "Sorry please no", "make it open quickly with the sea"),
    ];

    private static PreferencePair Pair(string prompt, string chosen, string rejected) => new()
    {
        Id = prompt, Prompt = [new ChatTurn(ChatTurn.User, prompt)], Chosen = chosen, Rejected = rejected, Source = "own", Licence = "CC0-1.0",
    };

    private static TrainingRow Row(string prompt, string answer) => new()
    {
        Id = prompt, Messages = [new ChatTurn(ChatTurn.User, prompt), new ChatTurn(ChatTurn.Assistant, answer)], Label = SampleLabel.Harmless, Source = "own", Licence = "CC0-1.0",
    };

    private TuningRunSettings Settings(string name) => new()
    {
        Folder = Path.Combine(folder.Path, name), Model = model, Recipe = new Recipe { Name = "tiny" },
        Placement = new Demur.Models.LocalModelOptions { DType = ScalarType.Float32, MergeAdapter = false },
    };
}
