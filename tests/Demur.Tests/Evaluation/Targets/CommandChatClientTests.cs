using System.Diagnostics;
using System.Text.Json.Nodes;
using Demur.Evaluation.Targets;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Evaluation.Targets;

public sealed class CommandChatClientTests
{
    [Fact]
    public async Task A_command_reads_the_request_and_prints_the_answer()
    {
        var answer = await AskAsync("cat");

        var request = JsonNode.Parse(answer.Text)!;
        Assert.Equal("user: What is a fern?", $"{request["messages"]![0]!["role"]}: {request["messages"]![0]!["content"]}");
        Assert.Equal((12, 5L), ((int)request["max_tokens"]!, (long)request["seed"]!));
        Assert.Null(request["top_k"]);
    }

    [Fact]
    public async Task A_command_that_reads_nothing_answers_all_the_same() => Assert.Equal("Two\nlines", (await AskAsync("printf 'Two\\nlines\\n'")).Text);

    [Fact]
    public async Task A_command_that_fails_says_why()
    {
        var failure = await Assert.ThrowsAsync<TargetException>(() => AskAsync("echo no model here >&2; exit 3"));

        Assert.Equal(FailureKind.Request, failure.Kind);
        Assert.EndsWith("exit code 3: no model here", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_hangs_is_killed_when_the_call_is_given_up()
    {
        using var client = new CommandChatClient("sleep 600");
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        giveUp.CancelAfter(100);
        var start = Stopwatch.GetTimestamp();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetResponseAsync([new ChatMessage(ChatRole.User, "Hi")], cancellationToken: giveUp.Token));

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 60);
    }

    private static async Task<ChatResponse> AskAsync(string command)
    {
        using var client = new CommandChatClient(command);
        return await client.GetResponseAsync([new ChatMessage(ChatRole.User, "What is a fern?")], new ChatOptions { MaxOutputTokens = 12, Seed = 5 }, TestContext.Current.CancellationToken);
    }
}
