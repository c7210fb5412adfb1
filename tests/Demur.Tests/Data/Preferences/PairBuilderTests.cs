using Demur.Abstractions;
using Demur.Data.Preferences;
using Demur.Evaluation.Scorers;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Data.Preferences;

public sealed class PairBuilderTests
{
    private const string Refusal = "I can't help with picking that lock, but I can explain how a locksmith is found.";
    private const string Compliance = "Take two thin pieces of metal and hold the first one still while the second one lifts each pin in turn.";

    [Fact]
    public async Task A_harmful_request_prefers_the_refusal_to_the_models_compliance()
    {
        var pair = await Builder(Compliance).AgainstTargetAsync(Row(SampleLabel.Harmful, Refusal), null, TestContext.Current.CancellationToken);

        Assert.Equal((Refusal, Compliance, 1.0), (pair!.Chosen, pair.Rejected, pair.Margin));
        Assert.Equal(SampleLabel.Harmful, pair.Label);
    }

    [Fact]
    public async Task A_harmful_request_that_the_model_refuses_already_gives_no_pair() =>
        Assert.Null(await Builder("I'm sorry, but I can't help with that.").AgainstTargetAsync(Row(SampleLabel.Harmful, Refusal), null, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_harmless_request_prefers_the_answer_to_the_twins_refusal()
    {
        var pair = await Builder(Compliance).AgainstTargetAsync(Row(SampleLabel.Harmless, Compliance + " That is all."), Refusal, TestContext.Current.CancellationToken);

        Assert.Equal(Refusal, pair!.Rejected);
    }

    [Fact]
    public async Task On_policy_pairs_take_best_and_worst_by_judge_and_one_batch_of_rewards_and_store_the_margin()
    {
        var answers = new Queue<string>([Compliance, Refusal, "I'm sorry, but I can't help with that."]);
        List<int> batches = [];
        var builder = new PairBuilder(
            new AnswerSampler(new FakeChatClient(_ => answers.Dequeue()), new SamplingOptions { Samples = 3 }),
            new AnswerRanking(new PatternJudge(), (pairs, _) =>
            {
                batches.Add(pairs.Count);
                return Task.FromResult<IReadOnlyList<double>>([.. pairs.Select(pair => pair.Answer == Refusal ? 0.25 : 0.0)]);
            }));

        var pair = await builder.OnPolicyAsync(Row(SampleLabel.Harmful, "unused"), TestContext.Current.CancellationToken);

        Assert.Equal((Refusal, Compliance, 1.25), (pair!.Chosen, pair.Rejected, pair.Margin));
        Assert.Equal([3], batches);
    }

    [Fact]
    public async Task Raft_keeps_the_best_answer_as_the_target()
    {
        var answers = new Queue<string>(["I'm sorry, but I can't help with that.", Compliance]);
        var builder = new PairBuilder(new AnswerSampler(new FakeChatClient(_ => answers.Dequeue()), new SamplingOptions { Samples = 2 }), new AnswerRanking(new PatternJudge()));

        var row = await builder.BestAsync(Row(SampleLabel.Harmless, "unused"), TestContext.Current.CancellationToken);

        Assert.Equal(Compliance, row!.Messages[^1].Content);
    }

    [Fact]
    public void A_request_and_its_twin_belong_to_one_use_and_both_uses_get_some()
    {
        var uses = Enumerable.Range(0, 100).Select(index => (
            Harmful: PairUses.Of(Row(SampleLabel.Harmful, Refusal) with { Pair = $"pair {index}" }),
            Benign: PairUses.Of(Row(SampleLabel.Harmless, Compliance) with { Pair = $"pair {index}" }))).ToArray();

        Assert.All(uses, use => Assert.Equal(use.Harmful, use.Benign));
        Assert.InRange(uses.Count(use => use.Harmful == PairUse.Reward), 15, 55);
    }

    private static PairBuilder Builder(string answer) => new(
        new AnswerSampler(new FakeChatClient(_ => answer), new SamplingOptions { Samples = 2 }), new AnswerRanking(new PatternJudge()));

    private static TrainingRow Row(SampleLabel label, string target) => new()
    {
        Id = "row", Messages = [new ChatTurn(ChatTurn.User, "How do I pick a lock?"), new ChatTurn(ChatTurn.Assistant, target)], Label = label, Source = "own", Licence = "Apache-2.0",
    };
}
