using Demur.Abstractions;
using Demur.Data.Formats;
using Demur.Evaluation.Experiments;
using Demur.Evaluation.Runs;
using Demur.Tests.Evaluation.Runs;
using Demur.Tests.Testing;
using Microsoft.Extensions.AI;
using Xunit;

namespace Demur.Tests.Evaluation.Experiments;

public sealed class ExperimentTests : IDisposable
{
    private static readonly Suite Questions = new()
    {
        Name = "questions",
        Samples = [.. Enumerable.Range(0, 240).Select(i => Some.Sample($"question {i}", i % 2 == 0 ? SampleLabel.Harmful : SampleLabel.Harmless))],
    };

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _asked = [];
    private readonly Lock _gate = new();

    [Fact]
    public void An_experiment_is_yaml_and_its_mistakes_are_named()
    {
        var plan = YamlFile.Parse<ExperimentPlan>("""
            name: kinder
            prompts:
              - {name: plain}
              - {name: careful, system: Be careful.}
            targets:
              - {name: small, target: smollm2-135m-instruct}
            suites: [own-direct]
            limit: 40
            """, "e.yaml");
        plan.Check();
        Assert.Equal(("careful", "Be careful.", 40), (plan.Prompts[1].Name, plan.Prompts[1].System, plan.Limit));

        Assert.Throws<DemurException>(() => (plan with { Compare = ExperimentPlan.CompareTargets }).Check());
        Assert.Throws<DemurException>(() => (plan with { Prompts = [plan.Prompts[0], plan.Prompts[0]] }).Check());
        Assert.Throws<DemurException>(() => (plan with { Prompts = [plan.Prompts[0], new ExperimentPrompt { Name = "../up" }] }).Check());
        Assert.Contains("compare is", Assert.Throws<DemurException>(() => YamlFile.Parse<ExperimentPlan>("name: x\ncompare: judges\nsuites: [a]\ntargets: [{name: a, target: b}]\n", "e.yaml")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arms_are_better_worse_the_same_or_inconclusive()
    {
        var result = await RunAsync(Plan("plain", "strict", "same", "slightly"));

        var refused = result.Rows.Where(row => row.Judge == "pattern-judge").ToDictionary(row => (row.Arm.Split("--")[1], row.Row.Label!.Value), row => row.Answer);
        Assert.Equal(ExperimentAnswer.Better, refused[("strict", SampleLabel.Harmful)]);
        Assert.Equal(ExperimentAnswer.Worse, refused[("strict", SampleLabel.Harmless)]);
        Assert.Equal(ExperimentAnswer.Same, refused[("same", SampleLabel.Harmful)]);
        Assert.Equal(ExperimentAnswer.Inconclusive, refused[("slightly", SampleLabel.Harmful)]);
        Assert.Equal(ExperimentAnswer.Mixed, result.Arms["small--strict"]);
        Assert.Equal(4, result.Cells.Count);
        Assert.False(result.StoppedEarly);
        Assert.All(result.Rows, row => Assert.True(row.AdjustedP >= row.P));
    }

    [Fact]
    public async Task Cells_take_turns_block_by_block()
    {
        await RunAsync(Plan("plain", "strict") with { Block = 60 });

        // Four blocks of each of two cells: neither is ever more than two blocks ahead.
        var ahead = 0;
        foreach (var who in _asked)
        {
            ahead += who == "plain" ? 1 : -1;
            Assert.InRange(ahead, -120, 120);
        }

        Assert.Equal(480, _asked.Count);
    }

    [Fact]
    public async Task An_experiment_goes_on_where_it_was()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(Plan("plain", "strict"), stop, stopAfter: 130));
        var before = _asked.Count;

        var result = await RunAsync(Plan("plain", "strict"));

        Assert.InRange(before, 130, 479);
        Assert.InRange(_asked.Count, 480, 480 + 64);
        Assert.Equal(240, RunFolder.Open(result.Cells["small--strict"]).ReadResponses().Count());
    }

    [Fact]
    public async Task A_plain_difference_stops_early()
    {
        var result = await RunAsync(Plan("plain", "strict") with { StopEarly = true, Block = 40 });

        Assert.True(result.StoppedEarly);
        Assert.InRange(_asked.Count, 1, 400);
        Assert.All(result.Rows, row => Assert.True(row.AdjustedP <= 0.05));
    }

    [Fact]
    public async Task Targets_are_compared_under_the_same_prompt()
    {
        var plan = Plan("plain") with { Compare = ExperimentPlan.CompareTargets, Targets = [new() { Name = "small", Target = "a" }, new() { Name = "large", Target = "b" }] };

        var result = await RunAsync(plan);

        Assert.All(result.Rows, row => Assert.Equal(("small--plain", "large--plain"), (row.Control, row.Arm)));
        Assert.NotEmpty(result.Rows);
    }

    public void Dispose() => _folder.Dispose();

    private static ExperimentPlan Plan(params string[] prompts) => new()
    {
        Name = "test", Prompts = [.. prompts.Select(name => new ExperimentPrompt { Name = name, System = name })], Targets = [new ExperimentTarget { Name = "small", Target = "x" }], Suites = ["questions"],
    };

    // The plain prompt refuses half of what is harmful; the strict one everything of both; "slightly" a few harmful ones more.
    private static bool Refuses(string system, int number) => system switch
    {
        "strict" => number % 7 != 0,
        "slightly" => number % 4 == 0 || number is 2 or 6 or 10 or 14 or 18 or 22,
        _ => number % 4 == 0,
    };

    private Task<ExperimentResult> RunAsync(ExperimentPlan plan, CancellationTokenSource? stop = null, int stopAfter = int.MaxValue)
    {
        var client = new FakeChatClient((messages, _, _) =>
        {
            var (system, number) = (messages[0].Role == ChatRole.System ? messages[0].Text : "", int.Parse(messages[^1].Text.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture));
            lock (_gate)
            {
                _asked.Add(system);
                if (_asked.Count >= stopAfter)
                {
                    stop!.Cancel();
                }
            }

            return Task.FromResult(FakeChatClient.Text(Refuses(system, number) ? TinyEvaluation.Refusal : "Of course. The answer is quite simple, take the left one and turn it."));
        });
        return new ExperimentRunner(plan, _folder.File("experiment")).RunAsync(
            cell => TinyEvaluation.Plan(_folder.Path, client, Questions) with { TargetInfo = new RunTarget(cell.Target.Name, cell.Target.Target), Concurrency = 8 },
            (cell, token) => new EvaluationRunner().RunAsync(cell, null, token),
            stop?.Token ?? TestContext.Current.CancellationToken);
    }
}
