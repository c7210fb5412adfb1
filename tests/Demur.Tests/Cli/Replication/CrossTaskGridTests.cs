using Demur.Abstractions;
using Demur.Cli.Replication;
using Demur.Cli.Replication.CrossTask;
using Demur.Data.Importers;
using Demur.Data.Own;
using Xunit;

namespace Demur.Tests.Cli.Replication;

public sealed class CrossTaskGridTests
{
    [Fact]
    public void The_grid_has_every_arm_at_10_and_100_rows_and_two_at_400_in_three_seeds()
    {
        var cells = CrossTaskGrid.Cells;

        Assert.Equal(1 + (3 * ((6 * 2) + 2)), cells.Count);
        Assert.Equal(cells.Count, cells.Select(cell => cell.Id).Distinct().Count());
        Assert.Equal(ReplicationCell.OfUntouched, cells[0]);
        Assert.Equal(["summarise", "mix"], cells.Where(cell => cell is { Budget: 400, Seed: 0 }).Select(cell => cell.Arm));

        // A part of the grid can be read: every arm of a seed before the next seed.
        Assert.Equal(cells.Skip(1).Select(cell => cell.Seed).Order(), cells.Skip(1).Select(cell => cell.Seed));
    }

    [Fact]
    public void A_cell_measures_and_teaches_what_the_claim_says()
    {
        var sizes = new CrossTaskSizes();

        Assert.Equal((300, 100, 40, 20, 32), (sizes.OwnAnswers, sizes.Harmful, sizes.Useful, sizes.News, sizes.NewTokens));
    }

    [Theory]
    [InlineData("summarise", 1)]
    [InlineData("mix", 5)]
    public void A_patch_is_refusals_with_the_instruction_first_beside_own_answers(string arm, int tasks)
    {
        var documents = CrossTaskDocuments.Draw([], 100, seed: 3);
        var rows = new CrossTaskRows(new CrossTaskSizes()).Build(arm, documents, seed: 3);
        var refusals = rows.Where(row => row.Label == SampleLabel.Harmful).ToArray();

        Assert.Equal(400, rows.Count);
        Assert.Equal(100, refusals.Length);
        Assert.All(refusals.Zip(documents), pair => Assert.EndsWith("\n\n" + pair.Second.Text, pair.First.Messages[0].Content, StringComparison.Ordinal));
        Assert.Equal(tasks, refusals.Select(row => row.Task).Distinct().Count());
        Assert.All(refusals.CountBy(row => row.Task!), count => Assert.Equal(100 / tasks, count.Value));
        Assert.Equal(100, documents.Select(document => document.Id).Distinct().Count());
    }

    [Fact]
    public void A_larger_budget_of_a_seed_holds_the_smaller_one_and_other_seeds_draw_others()
    {
        var small = CrossTaskDocuments.Draw(Published(40, goals: 10), 20, seed: 1);
        var large = CrossTaskDocuments.Draw(Published(40, goals: 10), 60, seed: 1);

        Assert.Equal(small, large.Take(20));
        Assert.NotEqual(small, CrossTaskDocuments.Draw(Published(40, goals: 10), 20, seed: 2));
        Assert.Equal(10, small.Count(document => document.Source == OwnContent.Source));

        // Every goal once before any comes again.
        Assert.Equal(10, small.Where(document => document.Source != OwnContent.Source).Select(document => document.Goal).Distinct().Count());
    }

    [Fact]
    public void More_documents_than_there_are_is_told() =>
        Assert.Contains("121 harmful documents, and there are 120", Assert.Throws<DemurException>(() => CrossTaskDocuments.Draw([], 121, seed: 0)).Message, StringComparison.Ordinal);

    private static PublicAnswer[] Published(int count, int goals) =>
        [.. Enumerable.Range(0, count).Select(index => new PublicAnswer { Goal = $"goal {index % goals}", Request = "asked", Answer = $"answer {index}", Harmful = true, Source = "published", Licence = "MIT" })];
}
