using Demur.Abstractions;
using Demur.Data.Preferences;
using Demur.Models;
using Demur.Tensors;
using Demur.Tests.Testing;
using Demur.Training.Recipes;
using Demur.Training.Trainers;
using Xunit;

namespace Demur.Tests.Training.Trainers;

[Collection(TensorTests.Name)]
public sealed class TrainedRequestsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string model;

    public TrainedRequestsTests() => model = TinyCheckpoint.Write(Path.Combine(folder.Path, "models", "base"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pairs_that_a_reward_model_beside_it_learnt_from_are_refused_to_every_preference_trainer()
    {
        var reward = Reward("reward", Pairs(0, 3));

        foreach (var (name, run) in new (string, Action<string, PreferencePair[]>)[] { ("dpo", Dpo), ("kto", Kto), ("derta", Derta) })
        {
            var exception = Assert.Throws<DemurException>(() => run(name, Pairs(1, 5)));

            Assert.Contains("2 of these 5 requests", exception.Message, StringComparison.Ordinal);
            Assert.Contains("--own-share", exception.Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(Place(name)));
        }

        Dpo("apart", Pairs(3, 3));
        Assert.Equal(3, TrainedRequests.Read(reward).Count);
        Assert.Equal(TrainedRequests.Read(reward), TrainedRequests.Read(Place("reward")));
    }

    [Fact]
    public void A_reward_model_is_refused_the_pairs_of_a_run_beside_it()
    {
        Dpo("dpo", Pairs(0, 3));

        var exception = Assert.Throws<DemurException>(() => Reward("reward", Pairs(2, 3)));

        Assert.Contains("1 of these 3 requests", exception.Message, StringComparison.Ordinal);
        Dpo("again", Pairs(0, 3));
    }

    [Fact]
    public void Pairs_marked_for_the_other_use_are_refused_before_anything_is_written()
    {
        PreferencePair[] marked = [.. Pairs(0, 3).Select(pair => pair with { Use = "reward" })];

        var exception = Assert.Throws<DemurException>(() => Dpo("dpo", marked));

        Assert.Contains("3 of 3 pairs are marked for reward", exception.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Place("dpo")));
    }

    [Fact]
    public void Unmarked_requests_fall_to_one_use_each_a_third_to_reward_models()
    {
        var uses = Enumerable.Range(0, 600).Select(index => PairUses.OfRequest([new ChatTurn(ChatTurn.User, $"request {index}")])).ToArray();

        Assert.InRange(uses.Count(use => use == PairUse.Reward), 150, 250);
    }

    private static PreferencePair[] Pairs(int from, int count) => [.. Enumerable.Range(from, count).Select(index => new PreferencePair
    {
        Id = $"{index}", Prompt = [new ChatTurn(ChatTurn.User, $"how do I pick word{60 + index}")], Chosen = "Sorry no", Rejected = "open it", Source = "own", Licence = "CC0-1.0",
    })];

    private string Reward(string name, PreferencePair[] pairs) => new RewardRun(Settings(name)).Run(pairs, null, TestContext.Current.CancellationToken);

    private void Dpo(string name, PreferencePair[] pairs) => new DpoRun(Settings(name)).Run(pairs, null, TestContext.Current.CancellationToken);

    private void Kto(string name, PreferencePair[] pairs) => new KtoRun(Settings(name)).Run([.. pairs.SelectMany(RatedAnswer.Of)], null, TestContext.Current.CancellationToken);

    private void Derta(string name, PreferencePair[] pairs) => new DertaRun(Settings(name)).Run([], pairs, null, TestContext.Current.CancellationToken);

    private string Place(string name) => Path.Combine(folder.Path, "runs", name);

    private TuningRunSettings Settings(string name) => new()
    {
        Folder = Place(name), Model = model, Recipe = new Recipe { Name = "tiny" }, Placement = new LocalModelOptions { DType = ScalarType.Float32, MergeAdapter = false },
    };
}
