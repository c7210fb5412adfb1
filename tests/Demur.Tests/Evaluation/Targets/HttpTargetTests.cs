using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Targets;
using Demur.Tests.Evaluation.Runs;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Evaluation.Targets;

public sealed class HttpTargetTests : IDisposable
{
    private readonly HttpClient _http = new();

    [Fact]
    public async Task An_openai_request_carries_conversation_decoding_and_key()
    {
        using var server = new LocalServer(_ => LocalServer.Says("Hello.", "length", 7, 3));
        using var client = OpenAi(server);

        var response = await client.GetResponseAsync(
            [new ChatMessage(ChatRole.System, "Be kind."), new ChatMessage(ChatRole.User, "Hi")],
            new ChatOptions { MaxOutputTokens = 9, Temperature = 0.5f, TopP = 0.9f, TopK = 4, Seed = 11, StopSequences = ["\n"] },
            TestContext.Current.CancellationToken);

        Assert.Equal(("Hello.", ChatFinishReason.Length, 7, 3), (response.Text, response.FinishReason!.Value, (int)response.Usage!.InputTokenCount!, (int)response.Usage.OutputTokenCount!));
        var request = Assert.Single(server.Requests);
        Assert.Equal("/v1/chat/completions", request.Path);
        Assert.Equal("Bearer secret", request.Headers["authorization"]);
        Assert.Equal(
            """{"model":"stub","messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Hi"}],"max_tokens":9,"temperature":0.5,"top_p":0.9,"top_k":4,"seed":11,"stop":["\n"]}""",
            request.Body.ToJsonString());
    }

    [Fact]
    public async Task The_beginning_of_an_answer_is_sent_to_be_continued_and_openai_itself_is_not_asked()
    {
        using var server = new LocalServer(_ => LocalServer.Says(" here it is"));
        using var client = OpenAi(server);
        ChatMessage[] messages = [new(ChatRole.User, "Hi"), new(ChatRole.Assistant, "Sure,")];

        await client.GetResponseAsync(messages, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True((bool)server.Requests.Single().Body["continue_final_message"]!);
        using var itself = new OpenAiChatClient(_http, new HttpTargetOptions { Endpoint = new Uri("https://api.openai.com/v1"), Model = "m" });
        await Assert.ThrowsAsync<DemurException>(() => itself.GetResponseAsync(messages, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_text_to_be_continued_goes_to_the_completions_endpoint_without_a_chat_format()
    {
        using var server = new LocalServer(_ => new LocalServer.Reply(200, new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["text"] = " two", ["finish_reason"] = "length" }) }));
        using var client = OpenAi(server);
        var options = new ChatOptions { MaxOutputTokens = 9, Temperature = 0 };
        RawCompletion.Ask(options);

        var response = await client.GetResponseAsync([new ChatMessage(ChatRole.User, "Step 1:"), new ChatMessage(ChatRole.Assistant, " one,")], options, TestContext.Current.CancellationToken);

        Assert.Equal((" two", ChatFinishReason.Length), (response.Text, response.FinishReason!.Value));
        var request = Assert.Single(server.Requests);
        Assert.Equal("/v1/completions", request.Path);
        Assert.Equal("""{"model":"stub","prompt":"Step 1: one,","max_tokens":9,"temperature":0}""", request.Body.ToJsonString());
    }

    [Fact]
    public async Task An_anthropic_request_has_its_system_prompt_apart_and_a_filter_is_a_block()
    {
        using var server = new LocalServer(_ => new LocalServer.Reply(200, new JsonObject
        {
            ["content"] = new JsonArray(new JsonObject { ["type"] = "thinking", ["thinking"] = "hm" }, new JsonObject { ["type"] = "text", ["text"] = "No." }),
            ["stop_reason"] = "refusal",
            ["usage"] = new JsonObject { ["input_tokens"] = 4, ["output_tokens"] = 2 },
        }));
        using var client = new AnthropicChatClient(_http, new HttpTargetOptions { Endpoint = server.Endpoint, Model = "stub", ApiKey = "secret" });

        var response = await client.GetResponseAsync(
            [new ChatMessage(ChatRole.System, "Be kind."), new ChatMessage(ChatRole.User, "Hi"), new ChatMessage(ChatRole.Assistant, "Sure,")],
            new ChatOptions { MaxOutputTokens = 9, Temperature = 0, TopK = 3 },
            TestContext.Current.CancellationToken);

        Assert.Equal(("No.", ChatFinishReason.ContentFilter), (response.Text, response.FinishReason!.Value));
        var request = Assert.Single(server.Requests);
        Assert.Equal(("/v1/messages", "secret", "2023-06-01"), (request.Path, request.Headers["x-api-key"], request.Headers["anthropic-version"]));
        Assert.Equal(
            """{"model":"stub","max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Sure,"}],"system":"Be kind.","temperature":0,"top_k":3}""",
            request.Body.ToJsonString());
    }

    [Fact]
    public async Task A_server_that_gives_log_probabilities_answers_multiple_choice_by_the_likeliest_letter()
    {
        // " B" and "B" are the same letter: 0.3 + 0.25 beats A's 0.4. C is not listed, so it has the least that is.
        using var server = new LocalServer(_ => Listing(("A", 0.4), (" B", 0.3), ("B", 0.25), ("The", 0.05)));
        using var folder = new TemporaryFolder();
        var question = Some.Sample("Which is a fruit?") with { Choices = ["stone", "pear", "brick"], Answer = 1 };
        var suite = new Suite { Name = "choices", Kind = SuiteKind.MultipleChoice, Samples = [question] };

        var summary = await TinyEvaluation.RunAsync(TinyEvaluation.Plan(folder.File("run"), OpenAi(server), suite) with { Decoding = new DecodingSettings { SystemPrompt = "Be brief." } });

        var response = Assert.Single(RunFolder.Open(folder.File("run")).ReadResponses());
        Assert.Equal((1, null), (response.Choice, response.Error));
        Assert.Equal([Math.Log(0.4), Math.Log(0.55), Math.Log(0.05)], response.LogProbabilities!.Select(odd => odd), Near);
        Assert.Equal(0, summary.Missing);
        var body = Assert.Single(server.Requests).Body;
        Assert.Equal((true, 20, 1), ((bool)body["logprobs"]!, (int)body["top_logprobs"]!, (int)body["max_tokens"]!));
        Assert.Equal("Which is a fruit?\n\nA. stone\nB. pear\nC. brick\n\nAnswer with the letter alone.", body["messages"]![1]!["content"]!.ToString());
        Assert.Equal("Be brief.", body["messages"]![0]!["content"]!.ToString());
    }

    [Theory]
    [InlineData(false, "the target gives no log-probabilities")]
    [InlineData(true, "no choice's letter is among the 1 likeliest first tokens")]
    public async Task A_choice_that_a_server_shows_no_odds_of_is_unscored_and_says_why(bool listsTokens, string reason)
    {
        using var server = new LocalServer(_ => listsTokens ? Listing(("The", 0.9)) : LocalServer.Says("B"));
        using var folder = new TemporaryFolder();
        var suite = new Suite { Name = "choices", Kind = SuiteKind.MultipleChoice, Samples = [Some.Sample("Which?") with { Choices = ["stone", "pear"], Answer = 1 }] };

        var stop = await Assert.ThrowsAsync<DemurException>(() => TinyEvaluation.RunAsync(TinyEvaluation.Plan(folder.File("run"), OpenAi(server), suite)));

        Assert.Contains($"{reason}.", stop.Message, StringComparison.Ordinal);
        Assert.Null(Assert.Single(RunFolder.Open(folder.File("run")).ReadResponses()).Choice);
    }

    [Theory]
    [InlineData(429, FailureKind.RateLimited, true)]
    [InlineData(401, FailureKind.Access, false)]
    [InlineData(400, FailureKind.Request, false)]
    [InlineData(503, FailureKind.Server, true)]
    [InlineData(529, FailureKind.Server, true)]
    [InlineData(504, FailureKind.Timeout, true)]
    public async Task A_failure_has_its_kind_the_providers_words_and_whether_to_try_again(int status, FailureKind kind, bool transient)
    {
        using var server = new LocalServer(_ => LocalServer.Fails(status, "not now", ("Retry-After", "3")));
        using var client = OpenAi(server);

        var failure = await Assert.ThrowsAsync<TargetException>(() => AskAsync(client));

        Assert.Equal((kind, transient, TimeSpan.FromSeconds(3)), (failure.Kind, failure.IsTransient, failure.RetryAfter));
        Assert.EndsWith($"answered {status}: not now", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_content_filter_that_answers_400_is_a_block_and_not_an_error()
    {
        using var server = new LocalServer(_ => new LocalServer.Reply(400, new JsonObject { ["error"] = new JsonObject { ["message"] = "filtered", ["code"] = "content_filter" } }));
        using var client = OpenAi(server);

        Assert.Equal(ChatFinishReason.ContentFilter, (await AskAsync(client)).FinishReason);
    }

    [Theory]
    [InlineData("<html>busy</html>")]
    [InlineData("[]")]
    [InlineData("{\"choices\": []}")]
    public async Task An_answer_of_another_shape_is_unreadable(string text)
    {
        using var server = new LocalServer(_ => new LocalServer.Reply(200, null) { Text = text });
        using var client = OpenAi(server);

        Assert.Equal(FailureKind.Unreadable, (await Assert.ThrowsAsync<TargetException>(() => AskAsync(client))).Kind);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_broken_connection()
    {
        Uri gone;
        using (var server = new LocalServer(_ => LocalServer.Says("")))
        {
            gone = server.Endpoint;
        }

        using var client = new OpenAiChatClient(_http, new HttpTargetOptions { Endpoint = gone, Model = "m" });

        Assert.Equal(FailureKind.Connection, (await Assert.ThrowsAsync<TargetException>(() => AskAsync(client))).Kind);
    }

    public void Dispose() => _http.Dispose();

    private static Task<ChatResponse> AskAsync(OpenAiChatClient client) => client.GetResponseAsync([new ChatMessage(ChatRole.User, "Hi")], cancellationToken: TestContext.Current.CancellationToken);

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) < 1e-4;

    private static LocalServer.Reply Listing(params (string Token, double Probability)[] tokens)
    {
        var reply = LocalServer.Says("B");
        reply.Body!["choices"]![0]!["logprobs"] = new JsonObject
        {
            ["content"] = new JsonArray(new JsonObject
            {
                ["token"] = tokens[0].Token,
                ["top_logprobs"] = new JsonArray([.. tokens.Select(token => new JsonObject { ["token"] = token.Token, ["logprob"] = Math.Log(token.Probability) })]),
            }),
        };
        return reply;
    }

    private OpenAiChatClient OpenAi(LocalServer server) => new(_http, new HttpTargetOptions { Endpoint = server.Endpoint, Model = "stub", ApiKey = "secret" });
}
