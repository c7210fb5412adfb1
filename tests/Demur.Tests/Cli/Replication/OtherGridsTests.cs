using Demur.Abstractions;
using Demur.Cli.Replication;
using Demur.Cli.Replication.Derta;
using Demur.Cli.Replication.SafeToServe;
using Demur.Data.Importers;
using Demur.Data.Mixes;
using Demur.Data.Own;
using Demur.Data.Preferences;
using Xunit;

namespace Demur.Tests.Cli.Replication;

public sealed class OtherGridsTests
{
    [Fact]
    public void Safe_to_serve_has_mixes_raft_and_dpo_in_three_seeds()
    {
        Assert.Equal(1 + (3 * 6), SafeToServeGrid.Cells.Count);
        Assert.Equal([0, 100, 500, 2000], SafeToServeGrid.Arms.Where(arm => arm.Arm == "mix").Select(arm => arm.Budget));
        Assert.Contains(("raft", 300), SafeToServeGrid.Arms);
        Assert.Contains(("dpo", 500), SafeToServeGrid.Arms);

        var sizes = new SafeToServeSizes();
        Assert.Equal((600, 48, 4), (sizes.Prompts.Sum(entry => entry.Samples), sizes.Tokens, sizes.RaftSamples));
        Assert.Equal(600, new MixBuilder(new MixContent(OwnContent.Answers)).Build(sizes.OwnAnswers, seed: 0).Count);
        Assert.Equal(300, sizes.RaftRequests.DirectHarmful + sizes.RaftRequests.DirectBenign + sizes.RaftRequests.Ordinary);
    }

    [Fact]
    public void Derta_has_each_term_alone_both_and_both_with_counter_data_in_three_seeds()
    {
        Assert.Equal(1 + (3 * 5), DertaGrid.Cells.Count);
        Assert.Equal(["both", "both-counter", "prefix", "rto", "vanilla"], DertaGrid.Arms.Order());
        Assert.Equal(["prefill:10", "prefill:20", "prefill:5"], DertaGrid.Attacks.Where(attack => attack.StartsWith("prefill", StringComparison.Ordinal)).Order());

        var sizes = new DertaSizes();
        Assert.Equal((100, 400), (sizes.Questions, new MixBuilder(new MixContent(OwnContent.Answers)).Build(sizes.OwnAnswers, seed: 0).Count));
        Assert.All(DertaGrid.Cells.Skip(1), cell => Assert.Equal(400, cell.Budget));
        Assert.Contains(("phtest-harmless", 250), sizes.Harmless);
        Assert.Contains(("mmlu", 500), sizes.Ability);
    }

    [Fact]
    public void A_reward_model_shares_no_request_with_what_it_judges()
    {
        var learnt = HarmfulPairs.OfTwins(PairUse.Reward, 1000, seed: 0).Select(pair => pair.Id).ToHashSet(StringComparer.Ordinal);
        var judged = HarmfulPairs.OfTwins(PairUse.Dpo, 1000, seed: 0).Select(pair => pair.Id).ToArray();

        Assert.True(learnt.Count >= 60 && judged.Length >= 150, $"{learnt.Count} and {judged.Length}");
        Assert.DoesNotContain(judged, learnt.Contains);
    }

    [Fact]
    public void Every_goal_gives_a_pair_before_any_gives_two()
    {
        PublicAnswer[] answers = [.. Enumerable.Range(0, 40).Select(index => new PublicAnswer { Goal = $"goal {index % 10}", Request = "asked", Answer = $"answer {index}", Source = "published", Licence = "MIT" })];

        var pairs = HarmfulPairs.OfPublished(answers, 15, seed: 4);

        Assert.Equal(10, pairs.Take(10).Select(pair => pair.Prompt[0].Content).Distinct().Count());
        Assert.All(pairs, pair => Assert.Equal(SampleLabel.Harmful, pair.Label));
        Assert.Equal(pairs, HarmfulPairs.OfPublished(answers, 30, seed: 4).Take(15), (left, right) => left.Rejected == right.Rejected);
    }
}
