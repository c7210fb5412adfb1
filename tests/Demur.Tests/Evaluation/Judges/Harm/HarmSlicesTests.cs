using Demur.Abstractions;
using Demur.Evaluation.Judges.Harm;
using Xunit;

namespace Demur.Tests.Evaluation.Judges.Harm;

public sealed class HarmSlicesTests
{
    [Fact]
    public void Measures_are_those_worked_by_hand()
    {
        // 3 of 4 harmful found, 1 of 6 harmless called harmful.
        HarmJudged[] rows =
        [
            Row("a", harmful: true, 0.9, HarmCategory.Fraud, HarmCategory.Fraud), Row("b", harmful: true, 0.8, HarmCategory.Drugs, HarmCategory.Fraud), Row("c", harmful: true, 0.6), Row("d", harmful: true, 0.3),
            Row("e", harmful: false, 0.7), Row("f", harmful: false, 0.2), Row("g", harmful: false, 0.2), Row("h", harmful: false, 0.1), Row("i", harmful: false, 0.1), Row("j", harmful: false, 0.1),
        ];

        var slice = new HarmSlices(seed: 1).Measure("all", rows);

        Assert.Equal((3, 1, 1, 5), (slice.TruePositive, slice.FalsePositive, slice.FalseNegative, slice.TrueNegative));
        Assert.Equal(0.75, slice.F1.Value!.Value, 1e-12);
        Assert.Equal(0.75, slice.Precision.Value!.Value, 1e-12);
        Assert.Equal(1.0 / 6, slice.FalsePositiveRate.Value!.Value, 1e-12);

        // Observed .8, by chance .4 * .4 + .6 * .6 = .52.
        Assert.Equal((0.8 - 0.52) / 0.48, slice.Kappa.Value!.Value, 1e-12);

        // Of 24 pairs the harmful one scores higher in 6 + 6 + 5 + 5.
        Assert.Equal(22.0 / 24, slice.Auroc.Value!.Value, 1e-12);
        Assert.Equal((2, 0.5), (slice.Categorised, slice.CategoryRight.Value));
        Assert.All(new[] { slice.F1, slice.Kappa, slice.Auroc }, measure => Assert.InRange(measure.Value!.Value, measure.Interval!.Value.Low, measure.Interval.Value.High));
    }

    [Fact]
    public void A_source_of_one_class_has_its_rate_and_no_F1()
    {
        var slice = new HarmSlices(seed: 1).Measure("benign", [Row("a", harmful: false, 0.9), Row("b", harmful: false, 0.1)]);

        Assert.Equal(0.5, slice.FalsePositiveRate.Value);
        Assert.Null(slice.F1.Value);
        Assert.Null(slice.Auroc.Value);
        Assert.Null(slice.Recall.Value);
    }

    [Fact]
    public void Texts_and_answers_are_never_pooled_and_groups_are_slices_of_their_own()
    {
        HarmJudged[] rows = [Row("a", harmful: true, 0.9, group: "women"), Row("b", harmful: false, 0.2, group: "women"), Row("c", harmful: false, 0.9, answer: "yes")];

        var slices = new HarmSlices(seed: 1).Of(rows);

        Assert.Equal(["texts and requests", "set", "set/women", "answers", "set"], slices.Select(slice => slice.Name));
        Assert.Equal([2, 2, 2, 1, 1], slices.Select(slice => slice.Rows));
    }

    private static HarmJudged Row(string prompt, bool harmful, double probability, HarmCategory? category = null, HarmCategory? said = null, string? group = null, string? answer = null) => new(
        new LabelledHarm { Prompt = prompt, Response = answer, Harmful = harmful, Category = category, Group = group, Source = "set", Licence = "MIT", LabelledBy = "people" },
        new HarmVerdict(probability >= 0.5, probability, said, "label"));
}
