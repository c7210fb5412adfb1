using System.Globalization;
using Demur.Abstractions;
using Demur.Data.Formats;
using Demur.Tests.Testing;
using Demur.Training.Recipes;
using Xunit;

namespace Demur.Tests.Training.Recipes;

/// <summary>Schema, guide and limits say what the types say, key by key.</summary>
public sealed class RecipeSchemaTests
{
    private const string Generated = "<!-- From here on made from the recipe's types; RecipeSchemaTests says how. -->\n";

    public static TheoryData<string> Ranged => [.. RecipeKey.All.Where(key => key.Range is not null).Select(key => key.Path)];

    public static TheoryData<string> Choices => [.. RecipeKey.All.Where(key => (key.Entries?.Key ?? key.Type).IsEnum || key.Type == typeof(bool)).Select(key => key.Path)];

    [Fact]
    public void The_schema_holds_every_key_with_its_default_and_range() => SameAs(
        Path.Combine("src", "Demur.Training", "Recipes", "recipe.schema.json"), _ => RecipeSchemaText.Schema());

    [Fact]
    public void The_guides_tables_hold_every_key_with_its_default_and_range() => SameAs(
        Path.Combine("docs", "guide", "recipes.md"), page => page[..(page.IndexOf(Generated, StringComparison.Ordinal) + Generated.Length)] + RecipeSchemaText.Tables());

    [Fact]
    public void Every_number_has_a_range_or_is_a_seed() =>
        Assert.All(RecipeKey.All.Where(key => (key.Entries?.Value ?? key.Type) is var type && (type == typeof(int) || type == typeof(double))), key => Assert.True(key.Range is not null || key.Name == "seed", key.Path));

    [Theory]
    [MemberData(nameof(Ranged))]
    public void A_value_beyond_either_end_is_refused_by_its_key(string path)
    {
        var key = RecipeKey.All.Single(key => key.Path == path);
        var (range, type) = (key.Range!, key.Entries?.Value ?? key.Type);
        var (low, high) = (Number(range.Minimum), Number(range.Maximum));
        var named = key.Entries is { } entries ? $"{path}.{RecipeKey.NamesOf(entries.Key).First()}" : path;

        Refused(named, range.MinimumIsExclusive ? low : low - 1, type);
        if (!(high is double.MaxValue or int.MaxValue))
        {
            Refused(named, range.MaximumIsExclusive ? high : high + 1, type);
        }

        Accepted(named, range.MinimumIsExclusive ? Math.Min(high, low + 0.5) : low, type);
        Accepted(named, range.MaximumIsExclusive ? high - 1e-6 : high, type);
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void A_value_that_is_no_choice_is_refused_by_its_key(string path)
    {
        var key = RecipeKey.All.Single(key => key.Path == path);

        var exception = Assert.Throws<DemurException>(() => Parse(key.Entries is null ? path : $"{path}.perhaps", key.Entries is null ? "perhaps" : "1"));

        Assert.Contains($"{path} is 'perhaps', and must be", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lora.targets", "[]", "lora.targets is empty.")]
    [InlineData("dpo.loss.losses", "{}", "dpo.loss.losses is empty.")]
    [InlineData("derta.refusal_word", "''", "derta.refusal_word is missing.")]
    public void An_empty_value_is_refused_where_something_must_be_named(string path, string value, string expected) =>
        Assert.Contains(expected, Assert.Throws<DemurException>(() => Parse(path, value)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_built_in_recipe_names_the_schema_for_editors()
    {
        var folder = Path.Combine(GoldenFolder.RepositoryRoot, "src", "Demur.Training", "Recipes");
        Assert.All(BuiltInRecipes.Names, name => Assert.Equal("# yaml-language-server: $schema=recipe.schema.json", File.ReadLines(Path.Combine(folder, name + ".yaml")).First()));
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "recipe.schema.json")), BuiltInRecipes.Schema());
    }

    private static void Refused(string path, double value, Type type)
    {
        var exception = Assert.Throws<DemurException>(() => Parse(path, Text(value, type)));
        Assert.Contains($"{path} is {Text(value, type)}; it must be", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    private static void Accepted(string path, double value, Type type) => Parse(path, Text(value, type));

    private static string Text(double value, Type type) => type == typeof(int) ? ((long)value).ToString(CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);

    private static double Number(object limit) => Convert.ToDouble(limit, CultureInfo.InvariantCulture);

    private static Recipe Parse(string path, string value)
    {
        var parts = path.Split('.');
        return YamlFile.Parse<Recipe>($"name: mine\n{string.Concat(parts.SkipLast(1).Select(part => $"{part}: {{ "))}{parts[^1]}: {value}{string.Concat(parts.SkipLast(1).Select(_ => " }"))}\n", "mine.yaml");
    }

    private static void SameAs(string path, Func<string, string> make)
    {
        var stored = File.ReadAllText(Path.Combine(GoldenFolder.RepositoryRoot, path));
        var made = make(stored);
        if (made != stored)
        {
            var fresh = Path.Combine(Directory.CreateDirectory(Path.Combine(GoldenFolder.RepositoryRoot, "artifacts")).FullName, Path.GetFileName(path));
            File.WriteAllText(fresh, made);
            Assert.Fail($"{path} is not what the recipe's types say. What they say lies in {fresh}; look at it and put it in its place.");
        }
    }
}
