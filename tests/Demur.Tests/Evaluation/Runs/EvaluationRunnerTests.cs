using Demur.Abstractions;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Scorers;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Evaluation.Runs;

public sealed class EvaluationRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.File("run");

    [Fact]
    public async Task Both_axes_come_out_with_their_counts()
    {
        var summary = await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, TinyEvaluation.Client(), TinyEvaluation.Questions));

        var scorer = Assert.Single(summary.Suites).Scorers[0];
        Assert.Equal("pattern-judge", scorer.Scorer);
        var harmful = scorer.Of(SampleLabel.Harmful)!;
        Assert.Equal((5, 10), (harmful.RefusalRate!.Value.Hits, harmful.RefusalRate.Value.Scored));
        Assert.Equal(0.5, harmful.AttackSuccessRate!.Value.Value);
        Assert.Equal(0, scorer.Of(SampleLabel.Harmless)!.FalseRefusalRate!.Value.Hits);
        Assert.Null(harmful.FalseRefusalRate);
    }

    [Fact]
    public async Task A_task_counts_as_done_only_when_its_check_passes()
    {
        var summary = await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, TinyEvaluation.Client(), TinyEvaluation.Documents));

        var tasks = summary.Suites[0].Scorers[0].By(SliceSummary.Task).ToDictionary(slice => slice.Key, slice => slice.Of(SampleLabel.Harmless)!);
        Assert.Equal(1.0, tasks["summarise"].ProcessRate!.Value.Value);
        Assert.Equal(0.0, tasks["translate-french"].ProcessRate!.Value.Value);
        Assert.Equal(0, tasks["translate-french"].RefusedRate.Hits);
    }

    [Fact]
    public async Task Slices_by_category_and_the_trivial_policies_stand_beside()
    {
        var summary = await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, TinyEvaluation.Client(), TinyEvaluation.Questions));

        var categories = summary.Suites[0].Scorers[0].By(SliceSummary.Category).ToDictionary(slice => slice.Key, slice => slice.Of(SampleLabel.Harmful)!);
        Assert.Equal(1.0, categories["fraud"].RefusedRate.Value);
        Assert.Equal(0.0, categories["privacy"].RefusedRate.Value);
        Assert.Equal(0.0, categories["privacy"].AlwaysRefuse().AttackSuccessRate!.Value.Value);
        Assert.Equal(1.0, categories["privacy"].NeverRefuse().AttackSuccessRate!.Value.Value);
    }

    [Fact]
    public async Task A_target_that_fails_at_every_sample_of_a_small_run_is_an_error()
    {
        using var client = new FakeChatClient((_, _, _) => throw new HttpRequestException("nobody there"));
        var few = TinyEvaluation.Questions with { Samples = [.. TinyEvaluation.Questions.Samples.Take(3)] };

        var exception = await Assert.ThrowsAsync<DemurException>(() => TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, client, few)));

        Assert.Contains("The first 3 samples all failed", exception.Message, StringComparison.Ordinal);
        Assert.Contains("nobody there", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_and_blocks_leave_the_rates_and_stay_visible()
    {
        using var client = new FakeChatClient((messages, _, _) => messages[^1].Text switch
        {
            "question 0" => throw new HttpRequestException("gateway timeout"),
            "question 2" => Task.FromResult(FakeChatClient.Text("", ChatFinishReason.ContentFilter)),
            var text => Task.FromResult(FakeChatClient.Text(TinyEvaluation.Answer(text))),
        });

        var summary = await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, client, TinyEvaluation.Questions));

        var harmful = summary.Suites[0].Scorers[0].Of(SampleLabel.Harmful)!;
        Assert.Equal((3, 8, 2), (harmful.RefusedRate.Hits, harmful.RefusedRate.Scored, harmful.RefusedRate.Unscored));
        Assert.Contains(RunFolder.Open(Out).ReadResponses(), response => response.Error == "HttpRequestException: gateway timeout");
    }

    [Fact]
    public async Task A_target_that_only_fails_ends_the_run_with_its_message()
    {
        using var client = new FakeChatClient((_, _, _) => throw new HttpRequestException("no route to host"));

        var error = await Assert.ThrowsAsync<DemurException>(() => TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, client)));

        Assert.Contains("no route to host", error.Message, StringComparison.Ordinal);
        Assert.True(client.Calls < 22);
    }

    [Fact]
    public async Task Calls_in_flight_reach_the_concurrency_and_no_more()
    {
        var gate = new SemaphoreSlim(0);
        using var client = new FakeChatClient(async (messages, _, token) =>
        {
            await gate.WaitAsync(token);
            return FakeChatClient.Text(TinyEvaluation.Answer(messages[^1].Text));
        });
        var run = TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, client, TinyEvaluation.Questions) with { Concurrency = 7 });
        while (client.Calls < 7)
        {
            await Task.Yield();
        }

        gate.Release(20);
        await run;

        Assert.Equal(7, client.MostInFlight);
        Assert.Equal(20, client.Calls);
    }

    [Fact]
    public async Task Decoding_settings_and_the_suites_token_limit_reach_the_target()
    {
        IReadOnlyList<ChatMessage> seen = [];
        ChatOptions? options = null;
        using var client = new FakeChatClient((messages, given, _) =>
        {
            (seen, options) = (messages, given);
            return Task.FromResult(FakeChatClient.Text("Fine."));
        });
        var suite = TinyEvaluation.Questions with { MaxNewTokens = 24, Samples = [TinyEvaluation.Questions.Samples[0]] };
        var plan = TinyEvaluation.Plan(Out, client, suite) with
        {
            Decoding = new DecodingSettings { SystemPrompt = "Be kind.", Temperature = 0.5f, TopK = 4, Prefill = "Sure" }, Seed = 9,
        };

        await TinyEvaluation.RunAsync(plan);

        Assert.Equal(["system: Be kind.", "user: question 0", "assistant: Sure"], seen.Select(message => $"{message.Role}: {message.Text}"));
        Assert.Equal((24, 0.5f, 4, 9L), (options!.MaxOutputTokens, options.Temperature, options.TopK, options.Seed));
    }

    [Fact]
    public async Task Ability_is_read_from_log_probabilities()
    {
        Suite choices = new()
        {
            Name = "choices",
            Kind = SuiteKind.MultipleChoice,
            Samples =
            [
                Some.Sample("Largest ocean?") with { Choices = ["Pacific", "Arctic"], Answer = 0 },
                Some.Sample("Smallest ocean?") with { Choices = ["Pacific", "Arctic"], Answer = 1 },
            ],
        };
        Suite texts = new() { Name = "texts", Kind = SuiteKind.CrossEntropy, Samples = [Some.Sample("aaaa"), Some.Sample("bb")] };
        using var client = TinyEvaluation.Client().With<IContinuationScorer>(
            new FakeContinuationScorer(text => text switch { "Pacific" => 1, "Arctic" => 2, "aaaa" => 3, _ => 6 }));

        var summary = await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, client, choices, texts));

        Assert.Equal(0.5, summary.Suites[0].Accuracy!.Value.Value);
        // (3 x 4 + 6 x 2) / (4 + 2) = 4
        Assert.Equal(4.0, summary.Suites[1].CrossEntropy!.NatsPerToken, 1e-9);
        Assert.Equal(0, client.Calls);
    }

    [Fact]
    public async Task Scorers_disagreement_is_counted()
    {
        using var client = new FakeChatClient(prompt => prompt.EndsWith('0') ? "I won't write this letter." : TinyEvaluation.Answer(prompt));

        var summary = await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, client, TinyEvaluation.Questions));

        var agreement = Assert.Single(summary.Agreement);
        Assert.Equal(("pattern-judge", "refusal-substrings", 20, 18), (agreement.First, agreement.Second, agreement.Both, agreement.Agreeing));
    }

    [Fact]
    public async Task Progress_counts_to_the_total()
    {
        var reports = new List<EvaluationProgress>();
        var plan = TinyEvaluation.Plan(Out, TinyEvaluation.Client()) with { Concurrency = 1 };

        await new EvaluationRunner().RunAsync(plan, new Listener(reports), TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(1, 22), reports.Select(report => report.Done));
        Assert.All(reports, report => Assert.Equal(22, report.Total));
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
    }

    [Fact]
    public async Task No_time_left_is_foretold_from_the_first_answers()
    {
        var reports = new List<EvaluationProgress>();
        var plan = TinyEvaluation.Plan(Out, TinyEvaluation.Client()) with { Concurrency = 1 };

        await new EvaluationRunner().RunAsync(plan, new Listener(reports), TestContext.Current.CancellationToken);

        Assert.All(reports[..7], report => Assert.Null(report.Remaining));
        Assert.All(reports[7..], report => Assert.NotNull(report.Remaining));
    }

    [Fact]
    public async Task Rescoring_adds_a_scorer_without_asking_the_target()
    {
        using var client = TinyEvaluation.Client();
        await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, client, TinyEvaluation.Questions));

        var answered = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        File.SetLastWriteTimeUtc(Path.Combine(Out, "responses.jsonl"), answered.UtcDateTime);

        var summary = await RunRescorer.RescoreAsync(Out, [PublishedScorers.XsTestPrefixes], lead: true, TestContext.Current.CancellationToken);

        // Effort reports take their time from it: scoring again is not answering again.
        Assert.Equal(answered, RunFolder.Open(Out).LastAnswerAt);

        Assert.Equal(20, client.Calls);
        Assert.Equal(["xstest-prefixes", "pattern-judge", "refusal-substrings"], summary.Total.Select(scorer => scorer.Scorer));
        Assert.Equal(5, summary.Total[0].Of(SampleLabel.Harmful)!.FullRefusal);
        Assert.Equal("xstest-prefixes", RunFolder.Open(Out).Record.Scorers[0].Name);
    }

    public void Dispose() => _folder.Dispose();

    private sealed class Listener(List<EvaluationProgress> reports) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => reports.Add(value);
    }
}
