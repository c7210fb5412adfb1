using Demur.Abstractions;
using Demur.Steering.Directions;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Steering;

public sealed class DirectionSelectionTests
{
    // Ten layers, so that the share of 0.8 is layer 8: below it in both ways of reading.
    private const int Layers = 10;

    [Fact]
    public void The_lowest_bypass_score_within_the_bounds_is_chosen_and_the_others_are_counted_once()
    {
        var selection = DirectionSelection.Of(
            [
                new DirectionScore(-1, 8, -9, 1, 0), new DirectionScore(-1, 2, -8, 1, 0.2), new DirectionScore(-1, 3, -7, -1, 0.01),
                new DirectionScore(-1, 4, double.NaN, 1, 0), new DirectionScore(-2, 5, -5, 1, 0.05), new DirectionScore(-1, 5, -6, 1, 0.05),
            ],
            Layers,
            new SelectionOptions());

        Assert.Equal((-1, 5), (selection.Chosen!.Position, selection.Chosen.Layer));
        Assert.Equal([1, 1, 1, 1, 2], [selection.TooDeep, selection.TooDivergent, selection.NotInducing, selection.NotANumber, selection.Surviving.Count]);
    }

    [Theory]
    [InlineData(SelectionBounds.Inclusive, 1)]
    [InlineData(SelectionBounds.Strict, 0)]
    public void A_candidate_on_a_bound_survives_as_the_release_has_it_and_not_as_the_paper_writes_it(SelectionBounds bounds, int surviving)
    {
        Assert.Equal(surviving, Survivors(new DirectionScore(-1, 2, 0, 0, 0.05)));
        Assert.Equal(surviving, Survivors(new DirectionScore(-1, 2, 0, 1, 0.1)));

        int Survivors(DirectionScore score) => DirectionSelection.Of([score], Layers, new SelectionOptions { Bounds = bounds }).Surviving.Count;
    }

    // Of 24 layers 0.8 is 19.2: the release takes the whole part, so layer 19 is too deep there and not in the paper.
    [Theory]
    [InlineData(SelectionBounds.Inclusive, 0)]
    [InlineData(SelectionBounds.Strict, 1)]
    public void The_layer_at_the_whole_part_of_the_share_is_read_two_ways(SelectionBounds bounds, int surviving) =>
        Assert.Equal(surviving, DirectionSelection.Of([new DirectionScore(-1, 19, 0, 1, 0)], 24, new SelectionOptions { Bounds = bounds }).Surviving.Count);

    [Fact]
    public void Of_equals_the_first_is_chosen() =>
        Assert.Equal(-2, DirectionSelection.Of([new DirectionScore(-2, 1, -1, 1, 0), new DirectionScore(-1, 1, -1, 1, 0)], Layers, new SelectionOptions()).Chosen!.Position);

    [Fact]
    public void A_file_with_Pythons_NaN_is_read_and_one_of_something_else_is_an_error_that_names_it()
    {
        using var folder = new TemporaryFolder();
        var good = folder.Write("good.json", """[{"position": -1, "layer": 0, "refusal_score": NaN, "steering_score": -Infinity, "kl_div_score": 0.5}]""");

        Assert.True(double.IsNaN(DirectionEvaluations.Read(good)[0].Bypass));
        foreach (var text in (string[])["{}", "[]", "", "[{\"layer\": 1}]", "[null]", "[{\"position\": -1, \"layer\": -4, \"refusal_score\": 1, \"steering_score\": 1, \"kl_div_score\": 1}]"])
        {
            Assert.Contains("bad.json", Assert.Throws<DemurException>(() => DirectionEvaluations.Read(folder.Write("bad.json", text))).Message, StringComparison.Ordinal);
        }
    }
}
