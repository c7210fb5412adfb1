using Demur.Cli.Demo;
using Demur.Data.Mixes;
using Demur.Tensors;
using Demur.Training.Recipes;
using Xunit;

namespace Demur.Tests.Cli.Demo;

public sealed class DemoSizesTests
{
    [Theory]
    [InlineData(false, ScalarType.BFloat16, "balanced")]
    [InlineData(false, ScalarType.Float32, "compact")]
    [InlineData(true, ScalarType.BFloat16, "quick")]
    [InlineData(true, ScalarType.Float32, "quick")]
    public void A_processor_without_bfloat16_has_less_to_do(bool quick, ScalarType dtype, string expected)
    {
        var (recipe, sizes) = DemoSizes.For(quick, dtype);

        Assert.Equal(expected, recipe);
        Assert.Equal(expected, BuiltInMixes.Find(BuiltInRecipes.Find(recipe).Mix).Name);
        Assert.True(quick || sizes is { Ordinary: >= 150, Useful: >= 150 }, "False refusal is stated on at least 150 samples each.");
    }
}
