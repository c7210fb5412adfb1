using Demur.Cli;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Docs;

public sealed class CommandsInDocsTests
{
    [Fact]
    public void Every_command_in_a_code_block_of_the_readme_parses()
    {
        string[] commands = [.. CodeLines(File.ReadAllText(Path.Combine(GoldenFolder.RepositoryRoot, "README.md")))
            .Where(line => line.StartsWith("./demur ", StringComparison.Ordinal))];

        Assert.True(commands.Length >= 7);
        Assert.All(commands, command => Assert.Empty(CommandTable.Create().Parse(command["./demur ".Length..]).Errors));
    }

    [Fact]
    public void Every_command_named_in_the_docs_exists()
    {
        var root = CommandTable.Create();
        var mentioned = Directory.GetFiles(Path.Combine(GoldenFolder.RepositoryRoot, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Combine(GoldenFolder.RepositoryRoot, "README.md"))
            .SelectMany(path => Quoted(File.ReadAllText(path)))
            .Where(text => text.StartsWith("demur ", StringComparison.Ordinal))
            .Select(text => text.Split(' ')[1])
            .Distinct()
            .ToArray();

        Assert.True(mentioned.Length >= 8);
        Assert.All(mentioned, name => Assert.Contains(root.Subcommands, command => command.Name == name));
    }

    private static IEnumerable<string> CodeLines(string markdown)
    {
        var inside = false;
        foreach (var line in markdown.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = !inside;
            }
            else if (inside)
            {
                yield return line.Trim();
            }
        }
    }

    private static IEnumerable<string> Quoted(string markdown) => markdown.Split('`').Where((_, index) => index % 2 == 1);
}
