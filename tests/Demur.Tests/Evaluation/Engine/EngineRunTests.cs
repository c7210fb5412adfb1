using Demur.Abstractions;
using Demur.Evaluation.Engine;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Targets;
using Demur.Tests.Evaluation.Runs;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Evaluation.Engine;

/// <summary>An evaluation against a server that does not behave.</summary>
public sealed class EngineRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();

    private string Out => _folder.File("run");

    [Fact]
    public async Task A_server_that_asks_to_slow_down_gets_fewer_calls_and_every_try_is_recorded()
    {
        var calls = 0;
        using var server = new LocalServer(request => Interlocked.Increment(ref calls) % 3 == 1
            ? LocalServer.Fails(429, "slow down", ("retry-after-ms", "20"))
            : LocalServer.Says(TinyEvaluation.Answer(request.LastMessage)));

        var summary = await TinyEvaluation.RunAsync(Plan(server, new EngineOptions { Attempts = 10 }));

        Assert.Equal(0, summary.Suites[0].Scorers[0].Whole.Labels.Sum(label => label.Unscored));
        var responses = RunFolder.Open(Out).ReadResponses().ToArray();
        Assert.Equal(20, responses.Length);
        var failed = responses.SelectMany(response => response.FailedAttempts ?? []).ToArray();
        Assert.NotEmpty(failed);
        Assert.All(failed, attempt => Assert.Equal((FailureKind.RateLimited, 0.02), (attempt.Kind, attempt.WaitedSeconds)));
        Assert.Equal(calls, responses.Sum(response => response.Attempts));
        Assert.Equal(calls, responses.Length + failed.Length);
    }

    [Fact]
    public async Task What_cannot_pass_is_not_tried_again_and_what_can_is_given_up_in_the_end()
    {
        using var server = new LocalServer(request => request.LastMessage switch
        {
            "question 0" => LocalServer.Fails(400, "too long"),
            "question 1" => LocalServer.Fails(503, "down"),
            var text => LocalServer.Says(TinyEvaluation.Answer(text)),
        });

        await TinyEvaluation.RunAsync(Plan(server, new EngineOptions { Attempts = 3, FirstDelay = TimeSpan.FromMilliseconds(2) }));

        var failed = RunFolder.Open(Out).ReadResponses().Where(response => response.Error is not null).OrderBy(response => response.Index).ToArray();
        Assert.Equal([(FailureKind.Request, 1), (FailureKind.Server, 3)], failed.Select(response => (response.ErrorKind!.Value, response.Attempts)));
        Assert.Equal(3, failed[1].FailedAttempts!.Count);
        Assert.Equal(22, server.Requests.Count);
    }

    [Fact]
    public async Task A_resumed_run_adds_its_tries_to_those_before_and_keeps_one_line_that_counts()
    {
        var down = true;
        using var server = new LocalServer(request => down && request.LastMessage == "question 1" ? LocalServer.Fails(503, "down") : LocalServer.Says(TinyEvaluation.Answer(request.LastMessage)));
        var plan = Plan(server, new EngineOptions { Attempts = 2, FirstDelay = TimeSpan.FromMilliseconds(2) });
        await TinyEvaluation.RunAsync(plan);
        var before = await File.ReadAllBytesAsync(Path.Combine(Out, "responses.jsonl"), TestContext.Current.CancellationToken);
        down = false;

        await TinyEvaluation.RunAsync(plan with { Resume = true });

        var after = await File.ReadAllBytesAsync(Path.Combine(Out, "responses.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(before, after[..before.Length]);
        var response = RunFolder.Open(Out).ReadResponses().Single(response => response.Index == 1);
        Assert.Null(response.Error);
        Assert.Equal((3, 2), (response.Attempts, response.FailedAttempts!.Count));
        Assert.Equal(20, RunFolder.Open(Out).ReadResponses().Count());
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_a_timeout()
    {
        using var client = new FakeChatClient(async (messages, _, token) =>
        {
            await (messages[^1].Text == "question 3" ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask);
            return FakeChatClient.Text(TinyEvaluation.Answer(messages[^1].Text));
        });

        await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, client, TinyEvaluation.Questions) with { Engine = new EngineOptions { Timeout = TimeSpan.FromSeconds(2) } });

        var late = RunFolder.Open(Out).ReadResponses().Single(response => response.Error is not null);
        Assert.Equal((3, FailureKind.Timeout), (late.Index, late.ErrorKind));
    }

    // 10 tokens read and 5 written a call: at 20 a million read and 40 a million written that is 0.0004; two calls fit into 0.0009 in any order.
    [Theory]
    [InlineData("requests", 7)]
    [InlineData("tokens", 6)]
    [InlineData("money", 2)]
    public async Task No_budget_is_passed_and_the_run_goes_on_with_a_larger_one(string kind, int answered)
    {
        var limits = kind switch
        {
            "requests" => new BudgetLimits { Requests = 7 },
            "tokens" => new BudgetLimits { Tokens = 95 },
            _ => new BudgetLimits { Money = 0.0009, InputPrice = 20, OutputPrice = 40 },
        };
        using var server = new LocalServer(request => LocalServer.Says(TinyEvaluation.Answer(request.LastMessage)));
        var suite = TinyEvaluation.Questions with { MaxNewTokens = 5 };
        var plan = Plan(server, new EngineOptions { Budget = limits }) with { Suites = [suite] };

        var spent = await Assert.ThrowsAsync<DemurException>(() => TinyEvaluation.RunAsync(plan));

        Assert.Contains($"{20 - answered} samples are missing", spent.Message, StringComparison.Ordinal);
        Assert.Equal(answered, server.Requests.Count);
        Assert.Equal(20 - answered, RunFolder.Open(Out).ReadSummary()!.Missing);

        // The budget is the run's: a resumed one counts what was spent.
        var again = await Assert.ThrowsAsync<DemurException>(() => TinyEvaluation.RunAsync(plan with { Resume = true }));
        Assert.Contains($"{20 - answered} samples are missing", again.Message, StringComparison.Ordinal);
        Assert.Equal(answered, server.Requests.Count);

        var whole = await TinyEvaluation.RunAsync(plan with { Resume = true, Engine = new EngineOptions() });
        Assert.Equal((0, 20), (whole.Missing, server.Requests.Count));
    }

    [Fact]
    public async Task A_stored_answer_is_given_to_the_same_question_and_to_no_other()
    {
        using var server = new LocalServer(request => LocalServer.Says(TinyEvaluation.Answer(request.LastMessage)));
        var plan = Plan(server, new EngineOptions { Cache = _folder.File("cache") });
        await TinyEvaluation.RunAsync(plan);

        await TinyEvaluation.RunAsync(plan with { Folder = _folder.File("same") });
        Assert.Equal(20, server.Requests.Count);
        Assert.All(RunFolder.Open(_folder.File("same")).ReadResponses(), response => Assert.True(response is { Cached: true, Attempts: 0, InputTokens: 10 }));

        EvaluationPlan[] others =
        [
            plan with { Seed = 1 },
            plan with { Decoding = new DecodingSettings { Temperature = 0.7f } },
            plan with { Decoding = new DecodingSettings { SystemPrompt = "Be brief." } },
            plan with { Decoding = new DecodingSettings { Prefill = "Sure" } },
            plan with { TargetInfo = new RunTarget("tiny", "other weights") },
            plan with { Suites = [TinyEvaluation.Questions with { MaxNewTokens = 9 }] },
        ];
        foreach (var (index, other) in others.Index())
        {
            await TinyEvaluation.RunAsync(other with { Folder = _folder.File($"other-{index}") });
            Assert.Equal(20 * (index + 2), server.Requests.Count);
        }
    }

    [Fact]
    public async Task Failures_and_blocks_are_not_stored()
    {
        using var server = new LocalServer(_ => LocalServer.Says("", "content_filter"));
        using var client = new CachingChatClient(new OpenAiChatClient(_http, Where(server)), _folder.File("cache"), "x");
        for (var time = 0; time < 2; time++)
        {
            await client.GetResponseAsync([new ChatMessage(ChatRole.User, "Hi")], cancellationToken: TestContext.Current.CancellationToken);
        }

        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Every_epoch_asks_every_sample_once_more_with_a_seed_of_its_own()
    {
        using var server = new LocalServer(request => LocalServer.Says(TinyEvaluation.Answer(request.LastMessage)));
        var plan = Plan(server, new EngineOptions()) with { Suites = [SuiteEpochs.Repeat(TinyEvaluation.Questions, 3)], Seed = 40 };

        var summary = await TinyEvaluation.RunAsync(plan);

        Assert.Equal(60, summary.Suites[0].Finished);
        var seeds = server.Requests.GroupBy(request => request.LastMessage).Select(asked => string.Join(' ', asked.Select(request => (long)request.Body["seed"]!).Order()));
        Assert.Equal(20, seeds.Count(text => text == "40 41 42"));
        Assert.Equal(20, plan.Suites[0].Samples.Select(sample => SuiteEpochs.BaseId(sample.Id)).Distinct().Count());
        Assert.Equal(3, summary.Suites[0].Scorers[0].By(SuiteEpochs.Tag).Count());

        // Twins share a cluster key but not a label, and the three answers to one question are one draw:
        // worth ten samples, of which the variance between ten clusters, divided by nine, leaves nine.
        var harmful = summary.Suites[0].Clustered.Single(entry => entry.Label == SampleLabel.Harmful).Refused;
        Assert.Equal((30, 10, 9.0), (harmful.Samples, harmful.Clusters, Math.Round(harmful.EffectiveSamples, 6)));
    }

    [Fact]
    public async Task Progress_tells_errors_by_kind()
    {
        using var server = new LocalServer(request => request.LastMessage.EndsWith('1') ? LocalServer.Fails(500, "oops") : LocalServer.Says("Fine, here you are."));
        var told = new LastProgress();

        await new EvaluationRunner().RunAsync(Plan(server, new EngineOptions()), told, TestContext.Current.CancellationToken);

        Assert.Equal([(FailureKind.Server, 2)], told.Last.ErrorsByKind);
        Assert.Equal((20, 20, 2), (told.Last.Done, told.Last.Total, told.Last.Errors));
        Assert.Equal(TimeSpan.Zero, told.Last.Remaining);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _http.Dispose();
    }

    private static HttpTargetOptions Where(LocalServer server) => new() { Endpoint = server.Endpoint, Model = "stub" };

    private EvaluationPlan Plan(LocalServer server, EngineOptions engine) =>
        TinyEvaluation.Plan(Out, new OpenAiChatClient(_http, Where(server)), TinyEvaluation.Questions) with { Engine = engine, Concurrency = 8 };

    private sealed class LastProgress : IProgress<EvaluationProgress>
    {
        private readonly Lock _gate = new();

        public EvaluationProgress Last { get; private set; }

        public void Report(EvaluationProgress value)
        {
            lock (_gate)
            {
                Last = value.Done > Last.Done ? value : Last;
            }
        }
    }
}
