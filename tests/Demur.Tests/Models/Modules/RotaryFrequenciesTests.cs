using Demur.Models.Checkpoints.Configs;
using Demur.Models.Modules;
using Xunit;

namespace Demur.Tests.Models.Modules;

public sealed class RotaryFrequenciesTests
{
    // A head of 8 with base 10,000 turns pair i by 10,000^(-i/4): 1, 0.1, 0.01, 0.001.
    private static readonly double[] Plain = [1, 0.1, 0.01, 0.001];

    [Fact]
    public void Pairs_turn_by_a_geometric_series() => Check(Plain, 1, new RopeParameters());

    [Fact]
    public void Linear_stretching_divides_every_step() =>
        Check([0.25, 0.025, 0.0025, 0.00025], 1, new RopeParameters { Type = RopeType.Linear, Factor = 4 });

    // Wavelengths 6.28, 62.8, 628 and 6283 against a trained context of 64: 64 / 4 = 16 stays, above 64 / 1 = 64 is divided by 8,
    // and 62.8 lies between: keep = (64 / 62.83 - 1) / 3 = 0.006197, so 0.1 * (0.993803 / 8 + 0.006197) = 0.0130422.
    [Fact]
    public void Llama_3_stretching_keeps_short_waves_and_divides_long_ones() => Check(
        [1, 0.0130422, 0.00125, 0.000125], 1, new RopeParameters { Type = RopeType.Llama3, Factor = 8, OriginalContextLength = 64 });

    // Pair that turns b times in 64 positions: 8 ln(64 / (2 pi b)) / (2 ln 10,000): b = 32 gives -0.497, b = 1 gives 1.008.
    // Rounded outwards the ramp runs from max(-1, 0) = 0 to 2: pair 0 stays, pair 1 is half divided by 4, pairs 2 and 3 wholly.
    // The scale is 0.1 ln 4 + 1 = 1.138629.
    [Fact]
    public void Yarn_stretching_ramps_over_the_pairs_and_scales() => Check(
        [1, 0.0625, 0.0025, 0.00025], 1.138629, new RopeParameters { Type = RopeType.Yarn, Factor = 4, OriginalContextLength = 64 });

    [Fact]
    public void Yarn_takes_the_scale_that_is_given()
    {
        Check([1, 0.0625, 0.0025, 0.00025], 1.5, new RopeParameters { Type = RopeType.Yarn, Factor = 4, OriginalContextLength = 64, AttentionFactor = 1.5 });

        // (0.1 * 2 * ln 4 + 1) / (0.1 * 0.5 * ln 4 + 1) = 1.277259 / 1.069315
        Check([1, 0.0625, 0.0025, 0.00025], 1.194465, new RopeParameters
        {
            Type = RopeType.Yarn, Factor = 4, OriginalContextLength = 64, Mscale = 2, MscaleAllDimensions = 0.5,
        });
    }

    // 256 = 4 x 64 positions: scale sqrt(1 + ln 4 / ln 64) = sqrt(4 / 3).
    [Theory]
    [InlineData(64, new[] { 1, 0.1, 0.01, 0.001 })]
    [InlineData(65, new[] { 0.5, 0.025, 0.00125, 0.0000625 })]
    public void Long_rope_takes_its_factors_by_the_length_of_the_text(int length, double[] steps) => Check(
        steps,
        1.154701,
        new RopeParameters { Type = RopeType.LongRope, Factor = 4, OriginalContextLength = 64, ShortFactors = [1, 1, 1, 1], LongFactors = [2, 4, 8, 16] },
        length);

    [Fact]
    public void Only_the_first_part_of_a_head_turns_where_the_configuration_says_so()
    {
        var half = RotaryFrequencies.Of(new RopeParameters { PartialRotaryFactor = 0.5 }, 8, 256, 1);

        Assert.Equal([1f, 0.01f], half.Steps);
    }

    private static void Check(double[] steps, double scale, RopeParameters rope, int length = 1)
    {
        var found = RotaryFrequencies.Of(rope, headDimension: 8, contextLength: 256, length);

        Assert.Equal(steps.Length, found.Steps.Length);
        Assert.All(steps.Zip(found.Steps), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * pair.First));
        Assert.Equal(scale, found.Scale, 1e-5);
    }
}
