using Demur.Abstractions;
using Demur.Cli.Replication.Derta;
using Xunit;

namespace Demur.Tests.Cli.Replication;

public sealed class TurnedRefusalsTests
{
    [Theory]
    [InlineData("Sorry, that is not for me.", "Sorry, that is not for me.")]
    [InlineData("I'm sorry, but I can't.", "Sorry, but I can't.")]
    [InlineData("I won't do that.", "Sorry, I won't do that.")]
    [InlineData("I'm not able to.", "Sorry, I'm not able to.")]
    [InlineData("This is not for me.", "Sorry, this is not for me.")]
    public void A_refusal_goes_on_from_the_word(string refusal, string expected)
    {
        var pair = new PreferencePair { Id = "a", Prompt = [new ChatTurn(ChatTurn.User, "q")], Chosen = refusal, Rejected = "r", Label = SampleLabel.Harmful, Source = "own", Licence = "none" };

        Assert.Equal(expected, TurnedRefusals.Of(pair, "Sorry").Chosen);
    }
}
