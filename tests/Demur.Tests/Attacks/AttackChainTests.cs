using Demur.Abstractions;
using Demur.Attacks;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Attacks;

public sealed class AttackChainTests
{
    private static readonly Suite Mixed = new()
    {
        Name = "mixed", Samples = [Some.Sample("harmful thing", SampleLabel.Harmful), Some.Sample("harmless thing"), Some.Sample("disputed thing", SampleLabel.Controversial)],
    };

    [Fact]
    public void Harmful_samples_alone_are_changed_and_the_suites_hash_tells()
    {
        var attacked = Chain("codeattack").Convert([Mixed], seed: 0).Single();

        Assert.NotNull(attacked.Samples[0].Attack);
        Assert.Equal(Mixed.Samples.Skip(1), attacked.Samples.Skip(1));
        Assert.NotEqual(Mixed.ComputeHash(), attacked.ComputeHash());
    }

    [Fact]
    public void Attacks_follow_one_another_and_remember_the_first_request()
    {
        var sample = Chain("template:novelist", "completing:plain", "prefill:2").Convert(Mixed.Samples[0], seed: 0);

        Assert.Equal("template:novelist+completing:plain+prefill:2", sample.Attack!.Name);
        Assert.Equal(("harmful thing", Mixed.Samples[0].Id), (sample.Request, sample.Attack.OriginalId));
        Assert.Equal([ChatTurn.User, ChatTurn.Assistant], sample.Messages.Select(turn => turn.Role));
        Assert.True(sample.Raw);
    }

    [Fact]
    public void Dropping_the_chat_format_alone_makes_another_sample()
    {
        var plain = Chain("completing:plain").Convert(Mixed.Samples[0], seed: 0);

        Assert.Equal(Mixed.Samples[0].Messages, plain.Messages);
        Assert.NotEqual(Mixed.Samples[0].Id, plain.Id);
    }

    [Theory]
    [InlineData("both begin the answer", "prefill:5", "prefill:10")]
    [InlineData("Name codeattack:stack first", "prefill:5", "codeattack")]
    [InlineData("Name selfcipher:own first", "completing", "selfcipher")]
    [InlineData("both leave the chat format", "completing", "completing:plain")]
    public void An_order_that_cannot_be_is_refused(string told, params string[] names) =>
        Assert.Contains(told, Assert.Throws<DemurException>(() => Chain(names)).Message, StringComparison.Ordinal);

    [Fact]
    public void Suites_without_harmful_samples_and_samples_under_an_attack_are_refused()
    {
        var chain = Chain("codeattack");

        Assert.Contains("mixed has none", Assert.Throws<DemurException>(() => chain.Convert([Mixed with { Samples = [Mixed.Samples[1]] }], seed: 0)).Message, StringComparison.Ordinal);
        Assert.Contains("under the attack codeattack:stack already", Assert.Throws<DemurException>(() => chain.Convert(chain.Convert([Mixed], seed: 0), seed: 0)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("codeatack", "Nearest is codeattack;")]
    [InlineData("jailbreak", "known are prefill, completing, selfcipher, codeattack, template")]
    [InlineData("codeattack:lst", "Nearest is codeattack:list;")]
    [InlineData("template:novel", "Nearest is template:novelist;")]
    [InlineData("selfcipher:", "has no option ''")]
    [InlineData("prefill:ten", "N from 1 to 512")]
    [InlineData("prefill:513", "N from 1 to 512")]
    [InlineData("prefill:-5", "N from 1 to 512")]
    public void A_wrong_name_or_option_gets_the_nearest_one(string name, string told) =>
        Assert.Contains(told, Assert.Throws<DemurException>(() => Chain(name)).Message, StringComparison.Ordinal);

    private static AttackChain Chain(params string[] names) => new([.. names.Select(name => AttackCatalogue.Open(name, new AttackMaterial()))]);
}
