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
