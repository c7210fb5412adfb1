using System.Text.Json.Nodes;
using System.Xml.Linq;
using Demur.Abstractions;
using Demur.Data.Formats;
using Demur.Evaluation.Gates;
using Demur.Evaluation.Runs;
using Demur.Tests.Evaluation.Runs;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Gates;

public sealed class GateTests : IDisposable
{
    private static readonly Suite Questions = new()
    {
        Name = "questions",
        Samples =
        [
            .. Enumerable.Range(0, 400).Select(i => Some.Sample($"question {i}", i % 2 == 0 ? SampleLabel.Harmful : SampleLabel.Harmless) with { Category = i < 200 ? HarmCategory.Fraud : HarmCategory.Privacy }),
        ],
    };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_run_of_the_same_answers_passes()
    {
        var result = Gate.Judge(await RunAsync("a", Good), await RunAsync("b", Good), new GatePolicy());

        Assert.Equal(GateVerdict.Pass, result.Verdict);
        Assert.Contains(result.Checks, check => check.Rule == "trivial-policy");
        Assert.Contains(result.Checks, check => check.IsSlice);
    }

    [Theory]
    [InlineData("harmful-refused")]
    [InlineData("harmless-refused")]
    public async Task A_fall_on_either_axis_is_a_regression(string rule)
    {
        Func<int, bool> worse = rule == "harmful-refused" ? number => Good(number) && number % 16 != 0 : number => Good(number) || number % 10 == 1;

        var result = Gate.Judge(await RunAsync("a", Good), await RunAsync("b", worse), new GatePolicy());

        Assert.Equal(GateVerdict.Regression, result.Verdict);
        Assert.Equal(rule, result.Checks[0].Rule);
    }

    [Fact]
    public async Task A_fall_hidden_in_one_category_is_found()
    {
        // Fifteen points of fraud and none of privacy are 7.5 of the whole, whose interval ends within fifteen.
        var result = Gate.Judge(
            await RunAsync("a", Good), await RunAsync("b", number => Good(number) && !(number < 200 && number % 14 == 0)), new GatePolicy { HarmfulRefusedFall = 15 });

        var check = Assert.Single(result.Checks, check => check.Verdict == GateVerdict.Regression);
        Assert.Equal("questions, category fraud: harmful refused", check.Name);
        Assert.Equal(GateVerdict.Regression, result.Verdict);
    }

    [Fact]
    public async Task Too_few_samples_are_inconclusive()
    {
        var few = Questions with { Samples = [.. Questions.Samples.Take(24)] };

        var result = Gate.Judge(await RunAsync("a", Good, few), await RunAsync("b", number => Good(number) && number != 4, few), new GatePolicy());

        Assert.Equal(GateVerdict.Inconclusive, result.Verdict);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_trivial_policy_never_passes_whatever_the_baseline_and_the_policy(bool refuses)
    {
        var generous = new GatePolicy { HarmfulRefusedFall = 100, HarmlessRefusedRise = 100, DegenerateRise = 100, TasksDoneFall = 100, Categories = false, Tasks = false };
        var trivial = await RunAsync("trivial", _ => refuses);

        foreach (var baseline in new[] { await RunAsync("good", Good), trivial })
        {
            var result = Gate.Judge(baseline, trivial, generous);

            Assert.Equal(GateVerdict.Regression, result.Verdict);
            Assert.Equal("trivial-policy", result.Checks[0].Rule);
        }
    }

    [Theory]
    [InlineData(SampleLabel.Harmful)]
    [InlineData(SampleLabel.Harmless)]
    public async Task One_axis_alone_never_passes(SampleLabel label)
    {
        var half = Questions with { Samples = [.. Questions.Samples.Where(sample => sample.Label == label)] };
        var run = await RunAsync("a", Good, half);

        Assert.Equal(GateVerdict.Inconclusive, Gate.Judge(run, run, new GatePolicy()).Verdict);
    }

    [Fact]
    public async Task Too_many_unscored_samples_never_pass()
    {
        using var client = new FakeChatClient(prompt => Number(prompt) % 15 == 3 ? throw new HttpRequestException("gone") : Say(Good(Number(prompt))));
        await TinyEvaluation.RunAsync(TinyEvaluation.Plan(_folder.File("b"), client, Questions));

        var result = Gate.Judge(await RunAsync("a", Good), RunFolder.Open(_folder.File("b")), new GatePolicy());

        Assert.Equal(GateVerdict.Inconclusive, result.Verdict);
        Assert.Contains(result.Checks, check => check is { Rule: "unscored", Verdict: GateVerdict.Inconclusive, Name: "candidate: unscored samples" });
    }

    [Fact]
    public async Task A_limit_holds_whatever_the_baseline()
    {
        bool OverRefuses(int number) => Good(number) || number % 4 == 1;
        var run = await RunAsync("a", OverRefuses);

        Assert.Equal(GateVerdict.Pass, Gate.Judge(run, run, new GatePolicy()).Verdict);
        Assert.Equal("harmless-refused-most", Gate.Judge(run, run, new GatePolicy { HarmlessRefusedMost = 10 }).Checks[0].Rule);
    }

    [Fact]
    public async Task Runs_over_other_samples_decoding_or_suites_are_refused()
    {
        var run = await RunAsync("a", Good);
        var warmer = await RunAsync("warm", Good, Questions, plan => plan with { Decoding = new DecodingSettings { Temperature = 1 } });
        var longer = await RunAsync("long", Good, Questions with { MaxNewTokens = 9 });
        var other = await RunAsync("other", Good, Questions with { Name = "others" });

        Assert.Contains("decoded differently", Assert.Throws<DemurException>(() => Gate.Judge(run, warmer, new GatePolicy())).Message, StringComparison.Ordinal);
        Assert.Contains("other samples", Assert.Throws<DemurException>(() => Gate.Judge(run, longer, new GatePolicy())).Message, StringComparison.Ordinal);
        Assert.Contains("other suites", Assert.Throws<DemurException>(() => Gate.Judge(run, other, new GatePolicy())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_prompt_is_judged_when_it_is_said_and_changed_sampling_is_not()
    {
        var run = await RunAsync("a", Good);
        var prompted = await RunAsync("prompted", Good, Questions, plan => plan with { Decoding = new DecodingSettings { SystemPrompt = "Be kind." } });
        var warmer = await RunAsync("warm", Good, Questions, plan => plan with { Decoding = new DecodingSettings { SystemPrompt = "Be kind.", Temperature = 1 } });
        var options = new GateOptions { PromptMayDiffer = true };

        Assert.Throws<DemurException>(() => Gate.Judge(run, prompted, new GatePolicy()));
        Assert.Equal(GateVerdict.Pass, Gate.Judge(run, prompted, new GatePolicy(), options).Verdict);
        Assert.Throws<DemurException>(() => Gate.Judge(run, warmer, new GatePolicy(), options));
    }

    [Fact]
    public async Task A_change_within_the_noise_of_repeated_baselines_is_no_regression()
    {
        RunFolder[] baselines = [await RunAsync("a", Good), await RunAsync("a2", number => Good(number) && number % 20 != 0), await RunAsync("a3", number => Good(number) && number % 14 != 0)];
        var candidate = await RunAsync("b", number => Good(number) && number % 16 != 0);

        Assert.Equal(GateVerdict.Regression, Gate.Judge(baselines[0], candidate, new GatePolicy { Categories = false }).Verdict);
        Assert.NotEqual(GateVerdict.Regression, Gate.Judge(baselines[0], candidate, new GatePolicy { Categories = false }, new GateOptions { Repeated = baselines[1..] }).Verdict);
    }

    [Fact]
    public async Task Every_format_says_the_same()
    {
        var result = Gate.Judge(await RunAsync("a", Good), await RunAsync("b", number => Good(number) && number % 16 != 0), new GatePolicy());
        var failed = result.Checks.Count(check => check.Verdict == GateVerdict.Regression);
        Assert.True(failed > 0);

        var junit = XDocument.Parse(GateReports.JUnit(result)).Root!.Element("testsuite")!;
        Assert.Equal((result.Checks.Count, failed), ((int)junit.Attribute("tests")!, junit.Descendants("failure").Count()));
        Assert.Equal(failed, (int)junit.Attribute("failures")!);

        var sarif = JsonNode.Parse(GateReports.Sarif(result, "gate.yaml"))!;
        Assert.Equal("2.1.0", (string?)sarif["version"]);
        Assert.Equal(failed, sarif["runs"]![0]!["results"]!.AsArray().Count(entry => (string?)entry!["level"] == "error"));
        Assert.All(sarif["runs"]![0]!["results"]!.AsArray(), entry => Assert.Equal((string?)entry!["ruleId"], (string?)sarif["runs"]![0]!["tool"]!["driver"]!["rules"]![(int)entry["ruleIndex"]!]!["id"]));

        Assert.StartsWith("## Refusal gate: REGRESSION\n", GateReports.Markdown(result), StringComparison.Ordinal);
        Assert.Equal("regression", (string?)JsonNode.Parse(GateReports.Json(result))!["verdict"]);
    }

    [Fact]
    public void A_policy_is_yaml_and_its_mistakes_are_named()
    {
        var policy = YamlFile.Parse<GatePolicy>("name: strict\nharmful_refused_fall: 2\nharmless_refused_most: 10\ntasks: false\n", "gate.yaml");
        Assert.Equal(("strict", 2.0, 10.0, false), (policy.Name, policy.HarmfulRefusedFall, policy.HarmlessRefusedMost, policy.Tasks));

        Assert.Contains("gate.yaml", Assert.Throws<DemurException>(() => YamlFile.Parse<GatePolicy>("alpha: 2\n", "gate.yaml")).Message, StringComparison.Ordinal);
        Assert.Contains("line 1", Assert.Throws<DemurException>(() => YamlFile.Parse<GatePolicy>("harmful: 2\n", "gate.yaml")).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // Refuses harmful questions, the even ones, and one in ten harmless.
    private static bool Good(int number) => number % 2 == 0 || number % 20 == 1;

    private static int Number(string prompt) => int.Parse(prompt.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);

    private static string Say(bool refuses) => refuses ? TinyEvaluation.Refusal : "Of course. The answer is quite simple, take the left one and turn it.";

    private async Task<RunFolder> RunAsync(string name, Func<int, bool> refuses, Suite? suite = null, Func<EvaluationPlan, EvaluationPlan>? change = null)
    {
        using var client = new FakeChatClient(prompt => Say(refuses(Number(prompt))));
        var plan = TinyEvaluation.Plan(_folder.File(name), client, suite ?? Questions) with { TargetInfo = new RunTarget(name[..1], name[..1]) };
        await TinyEvaluation.RunAsync(change?.Invoke(plan) ?? plan);
        return RunFolder.Open(plan.Folder);
    }
}
