using System.Text.RegularExpressions;
using Xunit;

namespace Demur.Tests.Docs;

/// <summary>Follows every link of the docs that leads to a file of the repository.</summary>
public sealed partial class LinksInDocsTests
{
    [Fact]
    public void Every_link_leads_somewhere()
    {
        var links = MarkdownFiles.All.SelectMany(path => MarkdownFiles.Prose(File.ReadAllText(path)).SelectMany(line => Link().Matches(line)).Select(match => (Path: path, Target: match.Groups[1].Value)))
            .Where(link => !link.Target.Contains("://", StringComparison.Ordinal) && !link.Target.StartsWith("mailto:", StringComparison.Ordinal))
            .ToArray();

        Assert.True(MarkdownFiles.All.Count >= 25, $"{MarkdownFiles.All.Count} pages");
        Assert.True(links.Length >= 30, $"{links.Length} links");
        Assert.All(links, link => Assert.True(Leads(link.Path, link.Target), $"{link.Path} links to {link.Target}, which is not there."));
    }

    [Theory]
    [InlineData("docs/README.md", true)]
    [InlineData("docs/nowhere.md", false)]
    [InlineData("#start", true)]
    [InlineData("#nowhere", false)]
    [InlineData("docs/glossary.md#nowhere", false)]
    public void The_check_tells_a_link_that_leads_nowhere(string target, bool leads) =>
        Assert.Equal(leads, Leads(MarkdownFiles.All.Single(path => Path.GetFileName(path) == "CHANGELOG.md").Replace("CHANGELOG.md", "README.md", StringComparison.Ordinal), target));

    private static bool Leads(string page, string target)
    {
        var (file, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, null);
        var path = file.Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, file);
        return Path.Exists(path) && (anchor is null || MarkdownFiles.Prose(File.ReadAllText(path)).Any(line => line.StartsWith('#') && AnchorOf(line) == anchor));
    }

    // As GitHub makes them of headings.
    private static string AnchorOf(string heading) => NotInAnchor().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
