using Demur.Models;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Steering.Directions;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Steering;

[Collection(TensorTests.Name)]
public sealed class DirectionRunTests : IDisposable
{
    private static readonly int[] Refusal = [5, 6, 7];
    private static readonly DirectionPrompts Prompts = new(Draw(24, 1), Draw(24, 2), Draw(9, 3), Draw(9, 4));
    private static readonly DirectionFindOptions Loose = new() { KeepAll = true, BatchTokens = 64, Selection = new SelectionOptions { MaximumKl = 1e9, MinimumInduce = -1e9 } };
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_candidate_is_the_difference_of_means_of_what_enters_its_layer_at_its_position() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();

        Run(model, Loose);

        var candidates = DirectionCandidates.Read(_folder.File("candidates.safetensors"));
        Assert.Equal((3, 2, 32), (candidates.Positions, candidates.Layers, candidates.Hidden));
        var expected = Mean(model, Prompts.Harmful).Zip(Mean(model, Prompts.Harmless), (left, right) => left - right).ToArray();
        Assert.All(candidates.At(-2, 1).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
    });

    [Fact]
    public void Scores_are_those_of_ablating_and_adding_by_hooks_in_a_whole_pass() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();

        var result = Run(model, Loose);

        Assert.Equal(6, result.Selection!.Candidates);
        var direction = RefusalDirection.Read(_folder.Path);
        Assert.Equal((result.Chosen!.Layer, result.Chosen.Position), (direction.Layer, direction.Position));
        using (Ablation.Begin(model, direction.Vector.ToArray()))
        {
            Assert.Equal(LogOdds(model, Prompts.HarmfulValidation), result.Chosen.Bypass, 1e-4);
        }

        using (Addition.Begin(model, direction.Layer, direction.Vector.ToArray()))
        {
            Assert.Equal(LogOdds(model, Prompts.HarmlessValidation), result.Chosen.Induce, 1e-4);
        }

        Assert.Equal(0, model.HookCount);
    });

    [Fact]
    public void A_template_token_at_the_first_layer_has_no_direction_and_is_never_chosen() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        var prompts = new DirectionPrompts(Ended(Prompts.Harmful), Ended(Prompts.Harmless), Ended(Prompts.HarmfulValidation), Ended(Prompts.HarmlessValidation));

        var result = new DirectionRun(model, Loose, _folder.Path, new Recorder([])).Run(prompts, Refusal, new Dictionary<string, string>(), TestContext.Current.CancellationToken);

        Assert.Equal((1, 2), (result.Selection!.NotANumber, result.Selection.Surviving.Count));
        var score = Assert.Single(DirectionEvaluations.Read(_folder.File(DirectionEvaluations.FileName)), score => double.IsNaN(score.Kl));
        Assert.Equal((-1, 0), (score.Position, score.Layer));

        static SteeringPrompt[] Ended(IReadOnlyList<SteeringPrompt> prompts) => [.. prompts.Select(prompt => prompt with { Ids = [.. prompt.Ids, 11] })];
    });

    [Fact]
    public void A_search_that_was_stopped_goes_on_and_ends_alike() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        var whole = Run(model, Loose);
        var scores = File.ReadAllLines(_folder.File("scores.jsonl"));
        File.WriteAllText(_folder.File("scores.jsonl"), $"{scores[0]}\n{scores[1]}\n{scores[2][..20]}");
        var seen = new List<DirectionProgress>();

        var again = new DirectionRun(model, Loose, _folder.Path, new Recorder(seen)).Run(Prompts, Refusal, new Dictionary<string, string>(), TestContext.Current.CancellationToken);

        Assert.Equal(whole.Chosen, again.Chosen);
        Assert.Equal(scores.Order(), File.ReadAllLines(_folder.File("scores.jsonl")).Order());
        Assert.Equal([3, 4, 5, 6], seen.Select(progress => progress.Done));
    });

    [Fact]
    public void Too_few_refused_prompts_are_inconclusive_with_the_counts() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();

        var result = Run(model, Loose with { KeepAll = false });

        Assert.False(result.Found);
        Assert.Contains($"{result.Harmful.Kept} of 24 harmful", result.Inconclusive, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File(DirectionRun.DirectionFile)));
    });

    [Fact]
    public void Bounds_that_nothing_meets_are_inconclusive_with_the_counts() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();

        var result = Run(model, Loose with { Selection = new SelectionOptions { MinimumInduce = 1e6 } });

        Assert.Null(result.Chosen);
        Assert.Contains("none of 6 candidates", result.Inconclusive, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File(DirectionRun.DirectionFile)));
    });

    public void Dispose() => _folder.Dispose();

    private DirectionResult Run(CausalLanguageModel model, DirectionFindOptions options) =>
        new DirectionRun(model, options, _folder.Path, new Recorder([])).Run(Prompts, Refusal, new Dictionary<string, string>(), TestContext.Current.CancellationToken);

    private static SteeringPrompt[] Draw(int count, int seed) =>
        [.. Enumerable.Range(0, count).Select(i => new SteeringPrompt(TinyModel.Tokens(6 + (i % 5), (100 * seed) + i), 3 + (i % 2)))];

    // The slow way: one prompt at a time, one place.
    private static double[] Mean(CausalLanguageModel model, IReadOnlyList<SteeringPrompt> prompts)
    {
        var sum = new double[32];
        foreach (var prompt in prompts)
        {
            using var scope = new TensorScope();
            using (model.AddHook(ResidualPoint.BlockInput, 1, states =>
            {
                var row = states.Select(0, prompt.Ids.Count - 2).ToArray<float>();
                sum = [.. sum.Zip(row, (total, value) => total + (value / (double)prompts.Count))];
                return states;
            }))
            {
                model.Forward(TokenBatch.Of(prompt.Ids));
            }
        }

        return sum;
    }

    private static double LogOdds(CausalLanguageModel model, IReadOnlyList<SteeringPrompt> prompts) => prompts.Average(prompt =>
    {
        using var scope = new TensorScope();
        var share = model.Logits(model.Forward(TokenBatch.Of(prompt.Ids)).Narrow(0, prompt.Ids.Count - 1, 1)).Softmax(-1).ToArray<float>();
        var refusal = Refusal.Sum(token => (double)share[token]);
        return Math.Log(refusal) - Math.Log(1 - refusal);
    });

    private sealed class Recorder(List<DirectionProgress> seen) : IProgress<DirectionProgress>
    {
        public void Report(DirectionProgress value) => seen.Add(value);
    }
}
