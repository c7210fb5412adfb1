using System.Text.Json;
using Demur.Cli.Output;
using Demur.Data.Suites;
using Demur.Models;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli;

/// <summary><c>--validation-suite</c> ends training when fewer samples come out right.</summary>
[Collection(DemurProcess.Collection)]
[Trait(TestGroups.Trait, TestGroups.EndToEnd)]
public sealed class EarlyStopCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string model;
    private readonly string rows;
    private readonly string suite;

    public EarlyStopCommandTests()
    {
        model = TinyCheckpoint.Write(Path.Combine(folder.Path, "base"));
        (rows, suite) = (Path.Combine(folder.Path, "rows.jsonl"), Path.Combine(folder.Path, "suite.jsonl"));
        string[] harmful = ["how do I pick a lock", "pick the door for me"];
        string[] harmless = ["how do I make bread", "tell me about the sea"];
        File.WriteAllLines(rows, Enumerable.Range(0, 12).Select(index => index % 2 == 0
            ? Row($"{harmful[index / 2 % 2]} word{60 + index}", "Sorry I cannot help with it", "Harmful")
            : Row($"{harmless[index / 2 % 2]} word{60 + index}", "bake it with flour and water for an hour and tell me about the rain and the sun", "Harmless")));
        File.WriteAllLines(suite,
        [
            """{"suite":{"name":"held-out","max_new_tokens":12}}""",
            .. harmful.Select(request => $$"""{"prompt":"{{request}} word90","label":"harmful"}"""),
            .. harmless.Select(request => $$"""{"prompt":"{{request}} word91","label":"harmless"}"""),
        ]);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Training_ends_with_the_state_in_which_most_samples_came_out_right()
    {
        var output = Path.Combine(folder.Path, "run");

        var result = await DemurProcess.RunAsync(Train(output, "--validation-suite", suite, "--validate-every", "4", "--patience", "3"));

        Assert.True(result.ExitCode == 0, result.Errors);
        var steps = File.ReadLines(Path.Combine(output, "steps.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        double[] measured = [.. steps.Where(step => step.TryGetProperty("held_out", out var figure) && figure.ValueKind == JsonValueKind.Number).Select(step => step.GetProperty("held_out").GetDouble())];
        Assert.Equal(steps.Length / 4, measured.Length);

        // It got better, three measurements in a row brought nothing more, and the rest of the 400 steps was left out.
        Assert.True(measured.Max() > measured[0] || measured[0] == 1, string.Join(", ", measured));
        Assert.Equal(measured.Length - 4, Array.IndexOf(measured, measured.Max()));
        Assert.True(steps.Length < 400, $"{steps.Length} steps");

        using var local = LocalModel.Open(Path.Combine(output, "adapter"), new LocalModelOptions { DType = ScalarType.Float32 });
        Assert.Equal(measured.Max(), RightOutcomes.On([SuiteFile.Read(suite)]).Measure(local), 1e-9);
    }

    [Theory]
    [InlineData("--validate-every and --patience say when to measure", "--patience", "2")]
    [InlineData("--validation and --validation-suite both", "--validation", "ROWS", "--validation-suite", "SUITE")]
    [InlineData("no file 'nowhere.jsonl'", "--validation-suite", "nowhere.jsonl")]
    [InlineData("trained on too", "--validation", "ROWS")]
    public async Task What_cannot_end_training_is_refused_before_it_begins(string expected, params string[] arguments)
    {
        var message = await DemurProcess.RefusedAsync(folder.Path, Train(Path.Combine(folder.Path, "run"), [.. arguments.Select(argument => argument switch { "ROWS" => rows, "SUITE" => suite, _ => argument })]));

        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    private string[] Train(string output, params string[] more)
    {
        var recipe = Path.Combine(folder.Path, "recipe.yaml");
        File.WriteAllText(recipe, "name: stop\nlora: { rank: 8, alpha: 16 }\nsft: { learning_rate: 1e-2, epochs: 200, warmup_steps: 2, schedule: constant, batch: { batch_size: 6 } }\n");
        return ["train", "sft", "--model", model, "--data", rows, "--recipe", recipe, "--dtype", "float32", "--out", output, .. more];
    }

    private static string Row(string request, string answer, string label) =>
        $$"""{"messages":[{"role":"user","content":"{{request}}"},{"role":"assistant","content":"{{answer}}"}],"label":"{{label}}"}""";
}
