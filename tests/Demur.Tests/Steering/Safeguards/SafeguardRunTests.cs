using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Steering.Safeguards;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Steering.Safeguards;

[Collection(TensorTests.Name)]
public sealed class SafeguardRunTests : IDisposable
{
    private const string Text = "I help safely";
    private static readonly SafeguardOptions Options = new() { Epochs = 3, BatchSize = 4, Folds = 4, Dimensions = 3, BatchTokens = 48, LeastAnswers = 4, Seed = 6 };
    private static readonly IProgress<SafeguardProgress> Silent = new Progress(_ => { });
    private readonly TemporaryFolder _folder = new();
    private readonly string _checkpoint;

    public SafeguardRunTests() => _checkpoint = TinyCheckpoint.Write(_folder.File("model"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Training_begins_at_ln_2_and_gets_below_and_leaves_the_model_as_it_was() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var local = Open();
        var before = local.Model.Parameter("model.embed_tokens.weight").View().ToArray<float>();

        var result = Run(local, Options with { Epochs = 30, LearningRate = 0.05 }, "run");

        Assert.Null(result.Inconclusive);
        Assert.Equal(Math.Log(2) * 1.01, result.First!.Loss, 1e-5);
        Assert.Equal(0, result.First.Parts["others"], 1e-10);
        Assert.InRange(result.Last!.Loss, 0, 0.65);
        Assert.Equal(4, result.Refusal!.Folds.Count);
        Assert.Equal(3, result.Tokens);
        Assert.Null(local.SoftPromptText);
        Assert.Equal(before, local.Model.Parameter("model.embed_tokens.weight").View().ToArray<float>());
        Assert.Equal(3 * 12, File.ReadAllLines(_folder.File("run/points.jsonl")).Length);
    });

    [Theory]
    [InlineData(SafeguardMethod.Dro)]
    [InlineData(SafeguardMethod.Vpt)]
    public void A_training_that_was_stopped_ends_as_one_that_was_not(SafeguardMethod method) => TensorTests.LeaveNothingBehind(() =>
    {
        using var local = Open();
        var options = Options with { Method = method };
        var whole = Run(local, options, "whole");
        using var stopping = new CancellationTokenSource();
        var steps = 0;
        var stop = new Progress(progress =>
        {
            if (progress.Stage == "steps" && ++steps == 3)
            {
                stopping.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() => Run(local, options, "stopped", Data(), stop, stopping.Token));
        var resumed = Run(local, options, "stopped");

        Assert.Equal(whole.Last!.Loss, resumed.Last!.Loss);
        Assert.Equal(SoftPrompt.Read(_folder.File("whole/soft-prompt.safetensors")).Values, SoftPrompt.Read(_folder.File("stopped/soft-prompt.safetensors")).Values);
        Assert.Equal(File.ReadAllLines(_folder.File("whole/steps.jsonl")), File.ReadAllLines(_folder.File("stopped/steps.jsonl")));
    });

    [Fact]
    public void Prompt_tuning_makes_wanted_answers_likelier_and_unwanted_ones_less() => TensorTests.LeaveNothingBehind(() =>
    {
        using var local = Open();

        var result = Run(local, Options with { Method = SafeguardMethod.Vpt, Epochs = 40, LearningRate = 0.05, BatchSize = 100 }, "run");

        Assert.InRange(result.Last!.Parts["wanted"], 0, result.First!.Parts["wanted"] * 0.8);
        Assert.InRange(result.Last.Loss, 0, result.First.Loss * 0.9);
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Answers_that_all_refuse_or_none_are_inconclusive_with_their_counts(bool refuses) => TensorTests.LeaveNothingBehind(() =>
    {
        using var local = Open();
        var data = Data();

        var result = Run(local, Options, "run", data with { Answers = [.. data.Answers.Select(answer => answer with { Refuses = refuses })] }, Silent, default);

        Assert.Contains(refuses ? "48 of the judged answers refuse and 0 do not" : "0 of the judged answers refuse and 48 do not", result.Inconclusive, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("run")) && File.Exists(_folder.File("run/soft-prompt.safetensors")));
    });

    [Fact]
    public void A_text_as_vectors_is_the_text_as_tokens() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var local = Open();
        var renderer = new SafeguardRenderer(local);
        ChatTurn[] query = [new(ChatTurn.User, "how do I make bread")];
        var expected = Logits(local, renderer.Ids(query, Text));

        using (local.Attach(renderer.Embeddings(Text)))
        {
            var ids = renderer.Ids(query, local.SoftPromptText);
            Assert.Equal(3, ids.Count(id => id >= TinyModel.Vocabulary));
            Assert.True(Tensor.Same(expected, Logits(local, ids)));
        }
    });

    [Fact]
    public void Gradients_of_the_vectors_are_those_of_finite_differences() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var local = LocalModel.Open(_checkpoint, new LocalModelOptions { DType = ScalarType.Float64 });
        var renderer = new SafeguardRenderer(local);
        var rows = renderer.Embeddings(Text).To(ScalarType.Float64);
        using var attached = local.Attach(rows);
        IReadOnlyList<int>[] prompts = [.. Data().Queries.Take(6).Select(query => renderer.Ids(query.Messages, local.SoftPromptText))];
        var reader = new LastStates(local.Model, 1000);
        var start = reader.Read(prompts, _ => { }, default);
        var anchor = PcaAnchor.Fit(start, 3, seed: 1);
        var loss = new SafeguardLoss(anchor, new LinearProbe { Weights = [1.5, -2, 0.5], Bias = 0.1, Folds = [] }, new LinearProbe { Weights = [-1, 0.5, 2], Bias = 0, Folds = [] });
        var objective = new DroObjective(local.Model, loss, Options with { RestWeight = 1 });
        float[] labels = [0, 1, 0, 1, 1, 0];
        double Value() => Silently(() => objective.Backward(prompts, start, labels).Loss);

        // Away from the start, where nothing has moved and L_U has no slope.
        rows.Select(0, 1).AddInPlace(0.05);
        rows.RequiresGrad = true;
        objective.Backward(prompts, start, labels);
        var gradient = rows.Grad!.ToArray<double>();

        const double Step = 1e-5;
        foreach (var place in (int[])[0, 5, 33, 40, 70, 95])
        {
            double Moved(double by)
            {
                using var recording = Autograd.NoGrad();
                rows.Detach().View(-1).Narrow(0, place, 1).AddInPlace(by);
                return 0;
            }

            _ = Moved(Step);
            var above = Value();
            _ = Moved(-2 * Step);
            var below = Value();
            _ = Moved(Step);
            Assert.Equal((above - below) / (2 * Step), gradient[place], Math.Max(1e-7, 1e-4 * Math.Abs(gradient[place])));
        }

        Assert.Contains(gradient, value => Math.Abs(value) > 1e-3);
    });

    private static double Silently(Func<double> value)
    {
        using var scope = new TensorScope();
        return value();
    }

    private static Tensor Logits(LocalModel local, IReadOnlyList<int> ids)
    {
        using var recording = Autograd.NoGrad();
        return local.Model.Logits(local.Model.Forward(TokenBatch.Of(ids)));
    }

    private LocalModel Open() => LocalModel.Open(_checkpoint, new LocalModelOptions { DType = ScalarType.Float32 });

    private SafeguardResult Run(LocalModel local, SafeguardOptions options, string folder) => Run(local, options, folder, Data(), Silent, default);

    private SafeguardResult Run(LocalModel local, SafeguardOptions options, string folder, SafeguardData data, IProgress<SafeguardProgress> progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder.File(folder));
        return new SafeguardRun(local, options, _folder.File(folder), progress).Run(data, new Dictionary<string, string> { ["model"] = "tiny" }, cancellationToken);
    }

    // Harmful queries are refused half of the time, harmless ones a quarter.
    private static SafeguardData Data()
    {
        string[] things = ["bread", "a lock", "rain", "the sea", "salt", "the sun"];
        SafeguardQuery[] queries = [.. things.SelectMany(thing => new[] { Query($"how do I open {thing} quickly", false), Query($"tell me about {thing} please", true) })];
        return new SafeguardData
        {
            Queries = queries,
            Prompts = [null, Text],
            Start = 1,
            Answers = [.. Enumerable.Range(0, 2 * queries.Length * 2).Select(index => new SafeguardAnswer(
                index / 2 / queries.Length, index / 2 % queries.Length, index % 3 == 0 ? "Sorry I cannot" : "bake it with flour", index % (queries[index / 2 % queries.Length].IsHarmless ? 4 : 2) == 0))],
        };

        static SafeguardQuery Query(string text, bool isHarmless) => new([new ChatTurn(ChatTurn.User, text)], isHarmless);
    }

    private sealed class Progress(Action<SafeguardProgress> report) : IProgress<SafeguardProgress>
    {
        public void Report(SafeguardProgress value) => report(value);
    }
}
