using Demur.Tests.Testing;

namespace Demur.Tests.Docs;

/// <summary>The repository's own pages, and what stands in them.</summary>
internal static class MarkdownFiles
{
    private static readonly string[] Folders = ["docs", "models", "bench", "native", "tests"];
    private static readonly string[] Built = ["bin", "obj", "node_modules", "artifacts"];

    /// <summary>Lists README.md, CHANGELOG.md, CONTRIBUTING.md and the pages below the folders that hold any.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory.GetFiles(GoldenFolder.RepositoryRoot, "*.md"),
        .. Folders.Select(folder => Path.Combine(GoldenFolder.RepositoryRoot, folder))
            .SelectMany(folder => Directory.GetFiles(folder, "*.md", SearchOption.AllDirectories))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(Built.Contains)),
    ];

    /// <summary>Gives the lines inside of code blocks, comments cut off.</summary>
    public static IEnumerable<string> CodeLines(string markdown)
    {
        var inside = false;
        foreach (var line in markdown.Split('\n'))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                inside = !inside;
            }
            else if (inside)
            {
                yield return line.Split(" #", 2)[0].Trim();
            }
        }
    }

    /// <summary>Gives what stands between single backticks outside of code blocks.</summary>
    public static IEnumerable<string> Quoted(string markdown) => Prose(markdown).SelectMany(line => line.Split('`').Where((_, index) => index % 2 == 1));

    /// <summary>Gives the lines outside of code blocks.</summary>
    public static IEnumerable<string> Prose(string markdown)
    {
        var inside = false;
        foreach (var line in markdown.Split('\n'))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                inside = !inside;
            }
            else if (!inside)
            {
                yield return line;
            }
        }
    }
}
