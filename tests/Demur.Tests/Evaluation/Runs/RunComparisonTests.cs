using Demur.Abstractions;
using Demur.Evaluation.Runs;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Evaluation.Runs;

public sealed class RunComparisonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // The baseline refuses questions 0, 2, 4, 6, 8 of the ten harmful ones; the candidate all ten, and question 1 besides.
    // Harmful: 0 pairs are refused by the baseline alone, 5 by the candidate alone: p = 2 / 2^5 = 0.0625.
    [Fact]
    public async Task Differences_are_paired_and_on_both_axes()
    {
        var comparison = RunComparison.Of(await BaselineAsync(), await CandidateAsync());

        var harmful = Row(comparison, SampleLabel.Harmful, ComparisonMetric.Refused);
        Assert.Equal((10, 0.5, 1.0, 0, 5), (harmful.Pairs, harmful.Baseline, harmful.Candidate, harmful.OnlyBaseline, harmful.OnlyCandidate));
        Assert.Equal(0.0625, harmful.P!.Value, 1e-12);
        Assert.True(harmful.Interval.Contains(0.5));
        var harmless = Row(comparison, SampleLabel.Harmless, ComparisonMetric.Refused);
        Assert.Equal((0.0, 0.1), (harmless.Baseline, harmless.Candidate));
        Assert.Equal(1.0, harmless.P!.Value, 1e-12);
        Assert.Equal(-0.5, Row(comparison, SampleLabel.Harmful, ComparisonMetric.Complied).Difference);
        Assert.True(comparison.HasBothAxes);
    }

    // Two suites on the metric, harmful and harmless: Holm multiplies the smallest by the count of p-values.
    [Fact]
    public async Task P_values_are_adjusted_over_the_suites_of_a_metric()
    {
        var comparison = RunComparison.Of(await BaselineAsync(), await CandidateAsync());

        var family = comparison.Rows.Where(row => row is { Metric: ComparisonMetric.Refused, Slice: SliceSummary.All }).ToArray();
        var smallest = family.MinBy(row => row.P)!;
        Assert.True(family.Length > 1);
        Assert.Equal(Math.Min(1, smallest.P!.Value * family.Length), smallest.AdjustedP!.Value, 1e-12);
        Assert.All(comparison.Rows.Where(row => row.Slice != SliceSummary.All), row => Assert.Null(row.AdjustedP));
    }

    [Fact]
    public async Task Tasks_are_compared_one_by_one()
    {
        var comparison = RunComparison.Of(await BaselineAsync(), await CandidateAsync());

        var translate = comparison.Rows.Single(row => row is { Suite: "documents", Slice: "translate-french", Metric: ComparisonMetric.Processed });
        Assert.Equal((0.0, 1.0), (translate.Baseline, translate.Candidate));
    }

    [Fact]
    public async Task A_comparison_of_one_axis_says_so()
    {
        var harmfulOnly = TinyEvaluation.Questions with
        {
            Samples = [.. TinyEvaluation.Questions.Samples.Where(sample => sample.Label == SampleLabel.Harmful)],
        };
        var (a, b) = (await RunAsync("a", TinyEvaluation.Answer, harmfulOnly), await RunAsync("b", TinyEvaluation.Answer, harmfulOnly));

        var comparison = RunComparison.Of(a, b);

        Assert.False(comparison.HasBothAxes);
        Assert.Contains(comparison.Notes, note => note.Contains("price", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Runs_on_other_samples_or_decoded_otherwise_are_not_compared()
    {
        var baseline = await BaselineAsync();
        var fewer = await RunAsync("fewer", TinyEvaluation.Answer, SuiteLimit.Apply(TinyEvaluation.Questions, 6, seed: 1));
        using var client = TinyEvaluation.Client();
        var warm = TinyEvaluation.Plan(_folder.File("warm"), client) with { Decoding = new DecodingSettings { Temperature = 1 } };
        await TinyEvaluation.RunAsync(warm);

        var samples = Assert.Throws<DemurException>(() => RunComparison.Of(baseline, fewer));
        var decoding = Assert.Throws<DemurException>(() => RunComparison.Of(baseline, RunFolder.Open(warm.Folder)));
        var scorer = Assert.Throws<DemurException>(() => RunComparison.Of(baseline, baseline, "dro-matcher"));

        Assert.Contains("suite questions", samples.Message, StringComparison.Ordinal);
        Assert.Contains("decoded", decoding.Message, StringComparison.Ordinal);
        Assert.Contains("demur rescore", scorer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_that_one_run_could_not_score_is_no_pair()
    {
        var failing = await RunAsync("failing", prompt => prompt == "question 0" ? throw new HttpRequestException("busy") : TinyEvaluation.Answer(prompt));

        var row = Row(RunComparison.Of(await BaselineAsync(), failing), SampleLabel.Harmful, ComparisonMetric.Refused);

        Assert.Equal((9, 1), (row.Pairs, row.Unpaired));
    }

    public void Dispose() => _folder.Dispose();

    private static ComparisonRow Row(RunComparison comparison, SampleLabel label, ComparisonMetric metric) =>
        comparison.Rows.Single(row => row.Suite == "questions" && row.Slice == SliceSummary.All && row.Label == label && row.Metric == metric);

    private Task<RunFolder> BaselineAsync() => RunAsync("baseline", TinyEvaluation.Answer);

    private Task<RunFolder> CandidateAsync() => RunAsync("candidate", prompt =>
        prompt.StartsWith("Translate", StringComparison.Ordinal) ? "La bibliothèque de la ville est fermée pour deux semaines."
        : prompt.StartsWith("Summarise", StringComparison.Ordinal) ? TinyEvaluation.Answer(prompt)
        : "02468".Contains(prompt[^1], StringComparison.Ordinal) || prompt == "question 1" ? TinyEvaluation.Refusal
        : TinyEvaluation.Answer(prompt));

    private async Task<RunFolder> RunAsync(string name, Func<string, string> answer, params Suite[] suites)
    {
        using var client = new FakeChatClient(answer);
        await TinyEvaluation.RunAsync(TinyEvaluation.Plan(_folder.File(name), client, suites));
        return RunFolder.Open(_folder.File(name));
    }
}
