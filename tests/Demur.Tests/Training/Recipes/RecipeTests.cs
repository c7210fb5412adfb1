using Demur.Abstractions;
using Demur.Data.Formats;
using Demur.Training.Losses.Preference;
using Demur.Training.Recipes;
using Xunit;

namespace Demur.Tests.Training.Recipes;

public sealed class RecipeTests
{
    [Fact]
    public void Every_built_in_recipe_is_within_its_ranges() => Assert.All(BuiltInRecipes.Names, name => Assert.Equal(name, BuiltInRecipes.Find(name).Name));

    [Fact]
    public void Names_of_losses_are_those_of_the_papers()
    {
        var recipe = YamlFile.Parse<Recipe>("name: mine\ndpo: { loss: { losses: { exo_pair: 1, sft: 0.2 }, label_smoothing: 0.1, f_divergence: js_divergence } }", "mine.yaml");

        Assert.Equal(new Dictionary<PreferenceLossKind, double> { [PreferenceLossKind.ExoPair] = 1, [PreferenceLossKind.Sft] = 0.2 }, recipe.Dpo.Loss.Losses);
        Assert.Equal(FDivergence.JsDivergence, recipe.Dpo.Loss.FDivergence);
        Assert.Equal(1e-4, recipe.Dpo.LearningRate);
        Assert.Equal(5e-4, recipe.Sft.LearningRate);
    }

    [Theory]
    [InlineData("name: x\nsft: { learning_rte: 1 }", "mine.yaml, line 2, column 8: sft has no key 'learning_rte'; its keys are")]
    [InlineData("name: x\nsft: { learning_rate: 7 }", "mine.yaml: sft.learning_rate is 7; it must be above 0 and at most 1.")]
    [InlineData("name: x\nsft: { learning_rate: fast }", "mine.yaml, line 2, column 23: sft.learning_rate is 'fast', and must be a number.")]
    [InlineData("name: x\nsft: { epochs: 1.5 }", "sft.epochs is '1.5', and must be a whole number.")]
    [InlineData("name: x\nsft: { schedule: steep }", "sft.schedule is 'steep', and must be one of cosine, linear, constant.")]
    [InlineData("name: x\nsft: { batch: { batch_size: 0 } }", "sft.batch.batch_size is 0; it must be at least 1 and at most 4096.")]
    [InlineData("name: x\nlora: { rank: 16 rank: 3 }", "mine.yaml, line 2")]
    [InlineData("name: x\nlora:", "lora must hold keys with values.")]
    [InlineData("name: x\nlora: { targets: q_proj }", "lora.targets must be a list.")]
    [InlineData("name: x\ndpo: { loss: { losses: { dopo: 1 } } }", "dpo.loss.losses is 'dopo', and must be one of sigmoid, hinge")]
    [InlineData("description: no name", "mine.yaml: name is missing.")]
    [InlineData("- 1\n- 2", "the file must hold keys with values.")]
    [InlineData("", "mine.yaml is empty.")]
    public void A_bad_recipe_is_one_line_that_names_the_key_and_no_type(string text, string expected)
    {
        var exception = Assert.Throws<DemurException>(() => YamlFile.Parse<Recipe>(text, "mine.yaml"));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        Assert.DoesNotContain("Demur.", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, null, "from lora.first_layer 2 up to 2, and the model has 2")]
    [InlineData(1, 1, "from lora.first_layer 1 up to 1, and the model has 2")]
    [InlineData(7, 9, "from lora.first_layer 7 up to 9, and the model has 2")]
    public void An_adapter_that_would_change_no_block_is_refused(int first, int? end, string expected)
    {
        var exception = Assert.Throws<DemurException>(() => new LoraRecipe { FirstLayer = first, EndLayer = end }.ToOptions(layers: 2));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Contains("Lower lora.first_layer", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_of_some_blocks_names_them_in_its_expression()
    {
        Assert.Equal([@".*\.(1|2)\.([a-z0-9_]+\.)*(q_proj|v_proj)"], new LoraRecipe { FirstLayer = 1, EndLayer = 3, Targets = ["q_proj", "v_proj"] }.ToOptions(layers: 4).TargetModules);
        Assert.Equal(["q_proj"], new LoraRecipe { Targets = ["q_proj"] }.ToOptions(layers: 4).TargetModules);
    }
}
