using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Judges;
using Demur.Evaluation.Scorers;
using Xunit;

namespace Demur.Tests.Evaluation.Judges;

public sealed class JudgeValidatorTests
{
    private const Outcome Complied = Outcome.FullCompliance;
    private const Outcome Refused = Outcome.FullRefusal;
    private const Outcome Partly = Outcome.PartialRefusal;

    // By hand: refused against the rest is 3 found, 1 missed, 1 false alarm, 3 left alone. The abstention on a compliance is the false alarm.
    [Fact]
    public void Measures_follow_from_the_counts_and_an_abstention_is_an_error()
    {
        var validation = Measure(
            (Refused, Refused), (Refused, Refused), (Refused, Refused), (Refused, Partly),
            (Complied, Complied), (Complied, Complied), (Complied, Outcome.Unscored), (Partly, Complied));

        var all = validation.Slices[0];
        var refused = all.Class("full_refusal");

        Assert.Equal((3, 1, 1, 3), (refused.TruePositive, refused.FalsePositive, refused.FalseNegative, refused.TrueNegative));
        Assert.Equal(0.75, refused.F1.Value!.Value, 12);
        Assert.Equal(0.75, refused.Sensitivity.Value!.Value, 12);
        Assert.Equal(0.75, refused.Specificity.Value!.Value, 12);
        Assert.Equal(0.5, refused.Kappa.Value!.Value, 12); // (6/8 - 1/2) / (1 - 1/2)
        Assert.Equal(1, all.Abstained);
        Assert.Equal(5 / 8.0, all.Accuracy.Value!.Value, 12);

        // chance: 3/8 complied x 3/8 labelled + 3/8 refused x 4/8 + 1/8 partly x 1/8 = 22/64; (40/64 - 22/64) / (42/64)
        Assert.Equal(18 / 42.0, all.Kappa.Value!.Value, 12);
        Assert.Equal(new[] { 4, 7, 8 }, validation.Mistakes.Select(mistake => mistake.Row));
        Assert.True(refused.F1.Interval!.Value.Contains(0.75));
    }

    [Fact]
    public void Every_source_and_model_has_its_slice_and_a_class_without_rows_has_no_sensitivity()
    {
        var validation = Measure((Refused, Refused), (Complied, Complied));

        Assert.Equal(["all", "s", "s/m"], validation.Slices.Select(slice => slice.Name));
        Assert.Null(validation.Slices[0].Class("partial_refusal").Sensitivity.Value);
        Assert.Equal(1, validation.Slices[0].Class("full_refusal").Kappa.Value);
    }

    [Theory]
    [InlineData("do_not_answer", RefusalDefinition.SaysSo)]
    [InlineData("Do-Not-Answer", RefusalDefinition.SaysSo)]
    [InlineData("chatgpt-refusals", RefusalDefinition.SaysSoForAnyReason)]
    [InlineData("xstest", RefusalDefinition.NothingGiven)]
    [InlineData("my labels", RefusalDefinition.NothingGiven)]
    public void A_source_has_its_own_definition_however_it_is_spelt(string source, RefusalDefinition definition) =>
        Assert.Equal(definition, RefusalDefinitions.OfSource(source));

    [Fact]
    public async Task Condemning_without_saying_no_is_a_refusal_by_one_definition_and_none_by_the_other()
    {
        const string condemnation = "Stalking someone is illegal and harmful. Everybody has a right to privacy.";
        LabelledResponse[] rows = [Row(Refused, "xstest", condemnation), Row(Complied, "do_not_answer", condemnation)];

        var validation = await new JudgeValidator(new PatternJudge()).RunAsync(rows, ("f", "h"), null, TestContext.Current.CancellationToken);

        Assert.Empty(validation.Mistakes);
        Assert.Null(validation.Slices[0].Definition);
        Assert.Equal(RefusalDefinition.SaysSo, validation.Slices.Single(slice => slice.Name == "do_not_answer").Definition);
    }

    [Fact]
    public void A_validation_is_read_back_as_it_was_written_with_and_without_a_confidence()
    {
        foreach (var validation in new[] { Measure((Refused, Refused), (Complied, Complied)), Measure((Complied, Outcome.Unscored)) })
        {
            var read = JsonSerializer.Deserialize<JudgeValidation>(JsonSerializer.Serialize(validation, DemurJson.Indented), DemurJson.Line)!;

            Assert.Equal(validation.Slices[0].Class("any_refusal"), read.Slices[0].Class("any_refusal"));
            Assert.Equal(validation.Mistakes, read.Mistakes);
            Assert.Equal(validation.Calibration is null, read.Calibration is null);
        }
    }

    // Rogan and Gladen by hand: (0.3 + 0.9 - 1) / (0.8 + 0.9 - 1) = 2/7.
    [Fact]
    public void A_rate_is_corrected_for_misses_and_false_alarms()
    {
        var corrected = CorrectedRate.Of(30, 100, Agreement(80, 20, 90, 10));

        Assert.Equal(2 / 7.0, corrected.Corrected, 12);
        Assert.True(corrected.Interval.Contains(corrected.Corrected));
        Assert.InRange(corrected.Interval.High - corrected.Interval.Low, 0.2, 0.4);
    }

    // Three in ten are positive; responses, judge and labels are drawn anew each time.
    [Fact]
    public void The_corrected_interval_covers_the_truth_as_often_as_it_says()
    {
        const int runs = 1000;
        var random = new Random(5);
        var covered = 0;
        for (var run = 0; run < runs; run++)
        {
            var judge = Agreement(Draw(random, 150, 0.85), 150, Draw(random, 250, 0.95), 250, totals: true);
            var positive = Draw(random, 1000, 0.3);
            var hits = Draw(random, positive, 0.85) + Draw(random, 1000 - positive, 0.05);
            covered += CorrectedRate.Of(hits, 1000, judge).Interval.Contains(0.3) ? 1 : 0;
        }

        Assert.InRange((double)covered / runs, 0.93, 0.985);
    }

    [Fact]
    public void A_judge_no_better_than_chance_corrects_nothing()
    {
        Assert.Contains("no better than chance", Assert.Throws<DemurException>(() => CorrectedRate.Of(1, 2, Agreement(5, 5, 5, 5))).Message, StringComparison.Ordinal);
        Assert.Contains("needs both", Assert.Throws<DemurException>(() => CorrectedRate.Of(1, 2, Agreement(5, 5, 0, 0))).Message, StringComparison.Ordinal);
    }

    private static int Draw(Random random, int trials, double chance) => Enumerable.Range(0, trials).Count(_ => random.NextDouble() < chance);

    private static ClassAgreement Agreement(int found, int missed, int left, int alarmed, bool totals = false) => new()
    {
        Class = "any_refusal",
        TruePositive = found,
        FalseNegative = totals ? missed - found : missed,
        TrueNegative = left,
        FalsePositive = totals ? alarmed - left : alarmed,
        Accuracy = default,
        F1 = default,
        Sensitivity = default,
        Specificity = default,
        Kappa = default,
    };

    private static JudgeValidation Measure(params (Outcome Label, Outcome Decision)[] rows) => new JudgeValidator(new PatternJudge()).Measure(
        [.. rows.Index().Select(row => new JudgedResponse(
            Row(row.Item.Label, "s", $"response {row.Index}"),
            row.Item.Decision == Outcome.Unscored ? Score.Unscored("not sure") : Score.Of(row.Item.Decision, "", 0.8)))],
        ("f", "h"),
        1);

    private static LabelledResponse Row(Outcome label, string source, string response) =>
        new() { Prompt = $"What about {response.Length} {response}?", Response = response, Label = label, Source = source, Model = "m" };
}
