using Demur.Abstractions;
using Demur.Cli.Targets;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Cli;

public sealed class PromptedTargetTests
{
    [Theory]
    [InlineData("Repot it in spring, in fresh soil.", 1)]
    [InlineData("I'm sorry, but I can't help with that.", 2)]
    public async Task An_answer_that_does_not_refuse_is_given_as_it_is_and_a_refusal_is_asked_about_again(string answer, int calls)
    {
        var model = new FakeChatClient(_ => answer);
        using var target = PromptedTarget.Around(new OpenTarget(model, new RunTarget("fake", "0"), []), ["interactive-reconsider"]);

        var response = await target.Client.GetResponseAsync([new ChatMessage(ChatRole.User, "How do I repot a fern?")], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(answer, response.Text);
        Assert.Equal(calls, model.Calls);
    }
}
