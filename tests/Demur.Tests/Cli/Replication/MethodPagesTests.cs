using Demur.Abstractions;
using Demur.Cli.Replication;
using Demur.Cli.Replication.Tables;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Cli.Replication;

public sealed class MethodPagesTests
{
    private static readonly string Ledgers = Path.Combine(GoldenFolder.RepositoryRoot, Ledger.DefaultFolder);
    private static readonly string Pages = Path.Combine(GoldenFolder.RepositoryRoot, MethodPages.DefaultFolder);

    [Fact]
    public void Every_page_is_what_the_ledgers_say() => Assert.Empty(new MethodPages(Ledgers, Pages).Write(check: true));

    [Fact]
    public void Every_line_belongs_to_its_grid_and_its_rates_follow_from_its_outcomes() => Assert.All(ReplicationClaims.All, claim =>
    {
        var lines = Ledger.Of(claim.Name, Ledgers).Read();
        var cells = claim.Cells.Select(cell => cell.Id).ToHashSet(StringComparer.Ordinal);
        Assert.All(lines, line => Assert.Contains(line.Cell, cells));
        Assert.All(lines.SelectMany(line => line.Slices), slice => Assert.Equal(LedgerSlice.Of(slice.Suite, slice.Task, slice.Label, slice.Outcomes), slice));

        // All cells of a claim were tested on the same samples.
        Assert.InRange(lines.Select(line => line.Hashes.Tests).Distinct().Count(), 0, 1);
    });

    [Fact]
    public void A_changed_figure_is_seen_and_mended()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("methods"));
        foreach (var page in new MethodPages(Ledgers, Pages).Blocks().Select(block => block.Page).Distinct())
        {
            File.WriteAllText(Path.Combine(folder.File("methods"), page), File.ReadAllText(Path.Combine(Pages, page)).Replace("cells are done", "cells are finished", StringComparison.Ordinal));
        }

        var pages = new MethodPages(Ledgers, folder.File("methods"));

        Assert.NotEmpty(pages.Write(check: true));
        Assert.NotEmpty(pages.Write(check: false));
        Assert.Empty(pages.Write(check: true));
    }

    [Fact]
    public void A_page_without_markers_is_told()
    {
        var error = Assert.Throws<DemurException>(() => new PageBlock("page.md", "grid", "text").PutInto("# Page\n"));

        Assert.Contains("page.md lacks the lines", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_page_says_what_a_small_model_shows() => Assert.All(
        new MethodPages(Ledgers, Pages).Blocks().GroupBy(block => block.Page),
        page => Assert.Contains("not a 7B model's size of it", File.ReadAllText(Path.Combine(Pages, page.Key)), StringComparison.Ordinal));
}
