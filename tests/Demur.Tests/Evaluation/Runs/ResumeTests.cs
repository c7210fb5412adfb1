using Demur.Abstractions;
using Demur.Evaluation.Runs;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Runs;

public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder.File("run");

    private string Responses => Path.Combine(Out, "responses.jsonl");

    // A killed process leaves a file that ends anywhere: in the middle of a line, of a character, or right after a line.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(700)]
    [InlineData(1501)]
    [InlineData(int.MaxValue)]
    public async Task A_run_cut_at_any_byte_goes_on_without_losing_or_repeating_a_finished_sample(int bytes)
    {
        using var client = TinyEvaluation.Client();
        var expected = await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, client));
        var finished = Cut(bytes);

        var summary = await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, client) with { Resume = true });

        Assert.Equal(22 + 22 - finished, client.Calls);
        Assert.Equal(22, RunFolder.Open(Out).ReadResponses().DistinctBy(response => (response.Suite, response.Index)).Count());
        Assert.Equal(22, File.ReadLines(Responses).Count());
        Assert.Equal(0, summary.Missing);
        Assert.Equal(expected.Total[0].Of(SampleLabel.Harmful), summary.Total[0].Of(SampleLabel.Harmful));
    }

    [Fact]
    public async Task A_cancelled_run_keeps_what_is_finished()
    {
        using var stop = new CancellationTokenSource();
        var calls = 0;
        using var client = new FakeChatClient(async (messages, _, token) =>
        {
            if (Interlocked.Increment(ref calls) == 6)
            {
                await stop.CancelAsync();
            }

            token.ThrowIfCancellationRequested();
            return FakeChatClient.Text(TinyEvaluation.Answer(messages[^1].Text));
        });
        var plan = TinyEvaluation.Plan(Out, client) with { Concurrency = 1 };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new EvaluationRunner().RunAsync(plan, null, stop.Token));
        Assert.Equal(5, RunFolder.Open(Out).ReadResponses().Count());
        Assert.Equal(17, RunFolder.Open(Out).Summarise().Missing);

        var summary = await TinyEvaluation.RunAsync(plan with { Resume = true });
        Assert.Equal(0, summary.Missing);
        Assert.Equal(6 + 17, calls);
    }

    [Fact]
    public async Task A_sample_that_failed_is_tried_again_and_says_how_often()
    {
        var broken = true;
        using var client = new FakeChatClient((messages, _, _) => broken && messages[^1].Text == "question 4"
            ? throw new HttpRequestException("gateway timeout")
            : Task.FromResult(FakeChatClient.Text(TinyEvaluation.Answer(messages[^1].Text))));
        await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, client));
        broken = false;

        await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, client) with { Resume = true });

        Assert.Equal(23, client.Calls);
        var response = Assert.Single(RunFolder.Open(Out).ReadResponses(), response => response.Attempts > 1);
        Assert.Equal((2, TinyEvaluation.Refusal), (response.Attempts, response.Text));
    }

    [Fact]
    public async Task A_finished_run_is_refused_without_resume()
    {
        await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, TinyEvaluation.Client()));

        var error = await Assert.ThrowsAsync<DemurException>(() => TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, TinyEvaluation.Client())));

        Assert.Contains("--resume", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_made_with_other_settings_is_refused_and_the_difference_named()
    {
        var plan = TinyEvaluation.Plan(Out, TinyEvaluation.Client());
        await TinyEvaluation.RunAsync(plan);
        var other = plan with
        {
            Resume = true,
            Decoding = new DecodingSettings { Temperature = 1 },
            Suites = [TinyEvaluation.Questions with { MaxNewTokens = 7 }, TinyEvaluation.Documents],
        };

        var error = await Assert.ThrowsAsync<DemurException>(() => TinyEvaluation.RunAsync(other));

        Assert.Contains("decoding, suite questions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_line_in_the_middle_is_named()
    {
        await TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, TinyEvaluation.Client()));
        var lines = await File.ReadAllLinesAsync(Responses, TestContext.Current.CancellationToken);
        lines[2] = lines[2][..20];
        await File.WriteAllLinesAsync(Responses, lines, TestContext.Current.CancellationToken);

        var error = Assert.Throws<DemurException>(() => RunFolder.Open(Out).Summarise());

        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_other_files_is_refused()
    {
        Directory.CreateDirectory(Out);
        await File.WriteAllTextAsync(Path.Combine(Out, "thesis.txt"), "years of work", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<DemurException>(() => TinyEvaluation.RunAsync(TinyEvaluation.Plan(Out, TinyEvaluation.Client())));

        Assert.Equal("thesis.txt", Path.GetFileName(Assert.Single(Directory.GetFiles(Out))));
    }

    [Fact]
    public async Task The_record_says_enough_to_repeat_the_run()
    {
        var plan = TinyEvaluation.Plan(Out, TinyEvaluation.Client()) with
        {
            Arguments = ["eval", "--suite", "questions"], Resolved = new Dictionary<string, string> { ["suite"] = "questions" }, Seed = 3,
        };
        await TinyEvaluation.RunAsync(plan);

        var record = RunFolder.Open(Out).Record;

        Assert.Equal(plan.Arguments, record.Arguments);
        Assert.Equal("questions", record.Resolved["suite"]);
        Assert.Equal(3, record.Seed);
        Assert.Equal(TinyEvaluation.Questions.ComputeHash(), record.Suites[0].Hash);
        Assert.Equal(plan.Scorers.Select(scorer => scorer.Identity), record.Scorers.Select(scorer => scorer.Identity));
        Assert.True(record.Machine.Threads > 0);
        Assert.NotNull(RunFolder.Open(Out).ReadSummary());
    }

    public void Dispose() => _folder.Dispose();

    private int Cut(int bytes)
    {
        var content = File.ReadAllBytes(Responses);
        var kept = content[..Math.Min(bytes, content.Length)];
        File.WriteAllBytes(Responses, kept);
        return kept.Count(value => value == (byte)'\n');
    }
}
