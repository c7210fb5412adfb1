using System.Text.Json;
using Demur.Steering.Directions;
using Demur.Tests.Cli;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Steering;

/// <summary>The authors' choices, from their scores (Arditi et al. 2024, runs of the release).</summary>
[Trait(TestGroups.Trait, TestGroups.Replication)]
[Collection(DemurProcess.Collection)]
public sealed class DirectionSelectionReplicationTests
{
    [Fact]
    public void Every_stored_choice_and_every_stored_list_of_survivors_is_reproduced()
    {
        var runs = Runs();
        foreach (var run in runs)
        {
            var scores = DirectionEvaluations.Read(Evaluations(run));
            var selection = DirectionSelection.Of(scores, scores.Max(score => score.Layer) + 1, new SelectionOptions());

            Assert.Equal(Stored(run), (selection.Chosen!.Position, selection.Chosen.Layer));
            var filtered = Path.Combine(run, "select_direction", "direction_evaluations_filtered.json");
            if (File.Exists(filtered))
            {
                Assert.Equal(Survivors(filtered), selection.Surviving.Select(score => (score.Position, score.Layer)).Order());
            }
        }

        GoldenFolder.Report("refusal_direction/runs with scores", runs.Length, skipped: 0);
    }

    [Fact]
    public async Task The_command_prints_the_stored_choice()
    {
        var run = Runs()[0];

        var result = await DemurProcess.RunAsync("direction", "select", "--evaluations", Evaluations(run), "--json");

        var chosen = JsonDocument.Parse(result.Output).RootElement.GetProperty("chosen");
        Assert.Equal(Stored(run), (chosen.GetProperty("position").GetInt32(), chosen.GetProperty("layer").GetInt32()));
    }

    private static string[] Runs() => [.. Directory.GetDirectories(GoldenFolder.DataOrSkip("refusal_direction", "runs")).Where(run => File.Exists(Evaluations(run))).Order(StringComparer.Ordinal)];

    private static string Evaluations(string run) => Path.Combine(run, "select_direction", DirectionEvaluations.FileName);

    private static (int Position, int Layer) Stored(string run)
    {
        var stored = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "direction_metadata.json"))).RootElement;
        return (stored.GetProperty("pos").GetInt32(), stored.GetProperty("layer").GetInt32());
    }

    private static (int, int)[] Survivors(string file) => [.. JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateArray()
        .Select(row => (row.GetProperty("position").GetInt32(), row.GetProperty("layer").GetInt32())).Order()];
}
