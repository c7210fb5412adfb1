using Demur.Data.Own;
using Demur.Models;
using Demur.Tests.Models;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Data.Own;

/// <summary>The committed answers are the published model's own: it finds them likely, each for its own request.</summary>
[Collection(TensorTests.Name)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class OwnAnswersTests(EmbeddedModel embedded) : IClassFixture<EmbeddedModel>
{
    private const int Drawn = 24;

    [Fact]
    public async Task A_draw_of_the_answers_is_the_models_own()
    {
        var random = new Random(1);
        var requests = OwnRequests.NeedingAnswers().DistinctBy(request => request.Id).OrderBy(_ => random.Next()).Take(Drawn).ToArray();
        using var client = new LocalChatClient(embedded.Local, new LocalChatOptions());
        var (own, others) = (0.0, 0.0);

        for (var index = 0; index < Drawn; index++)
        {
            string[] texts = [OwnContent.Answers[requests[index].Id].Text, OwnContent.Answers[requests[(index + 1) % Drawn].Id].Text];
            var scores = await client.ScoreContinuationsAsync(requests[index].Messages, texts, TestContext.Current.CancellationToken);
            own += scores[0].LogProbability / scores[0].Tokens / Drawn;
            others += scores[1].LogProbability / scores[1].Tokens / Drawn;
        }

        // In nats a token. Many answers begin alike ('The overall sentiment of this text is'), so another's is not absurd either.
        TestContext.Current.TestOutputHelper?.WriteLine($"{Drawn} answers: {own:F2} nats a token, each other's {others:F2}");
        Assert.True(own > -1.5, $"the committed answers are not the model's: {own:F2} nats a token");
        Assert.True(others < own - 1, $"any answer would have passed: {others:F2} against {own:F2}");
    }
}
