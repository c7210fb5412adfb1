using System.CommandLine;
using System.Text.RegularExpressions;
using Demur.Cli;
using Xunit;

namespace Demur.Tests.Docs;

/// <summary>Holds every command line in the docs against the command line that there is.</summary>
public sealed partial class CommandsInDocsTests
{
    [Fact]
    public void Every_command_in_a_code_block_parses()
    {
        var commands = MarkdownFiles.All.SelectMany(path => MarkdownFiles.CodeLines(File.ReadAllText(path)).Where(line => Start().IsMatch(line)).Select(line => (Path: path, Line: line))).ToArray();

        Assert.True(commands.Length >= 11, $"{commands.Length} commands");
        Assert.All(commands, command =>
        {
            var parsed = CommandTable.Create().Parse(Start().Replace(command.Line, ""));
            Assert.True(parsed.Errors.Count == 0 && ParseMistakes.Describe(parsed) is null, $"{command.Path}: {command.Line}: {string.Join(' ', parsed.Errors)}");
        });
    }

    [Fact]
    public void Every_command_and_option_named_in_the_text_exists()
    {
        var commands = MarkdownFiles.All.SelectMany(path => MarkdownFiles.Quoted(File.ReadAllText(path)).Where(text => Start().IsMatch(text)).Select(text => (Path: path, Text: text))).ToArray();

        Assert.True(commands.Length >= 90, $"{commands.Length} commands");
        Assert.All(commands, command => Assert.Null(Wrong(Start().Replace(command.Text, "").Split(' ', StringSplitOptions.RemoveEmptyEntries)) is { } wrong ? $"{command.Path}: {command.Text}: there is no {wrong}" : null));
    }

    [Theory]
    [InlineData("data nonsense", "'nonsense'")]
    [InlineData("eval --nonsense", "'--nonsense'")]
    [InlineData("judge labels|nonsense", "'nonsense'")]
    [InlineData("data pairs --out pairs.jsonl --use dpo", null)]
    [InlineData("launch --nproc N -- train ...", null)]
    public void The_check_of_the_text_sees_what_is_wrong(string command, string? wrong) => Assert.Equal(wrong, Wrong(command.Split(' ')));

    // The text leaves arguments out and writes alternatives as a|b; commands and options must be real all the same.
    private static string? Wrong(string[] words)
    {
        Command command = CommandTable.Create();
        foreach (var word in words.TakeWhile(word => word != "--"))
        {
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                var name = word.Split('=')[0];
                if (!command.Options.Any(option => option.Name == name || option.Aliases.Contains(name)))
                {
                    return $"'{word}'";
                }
            }
            else if (command.Subcommands.Count > 0 && command.Arguments.Count == 0)
            {
                var found = word.Split('|').Select(name => (Name: name, Command: command.Subcommands.FirstOrDefault(one => one.Name == name))).ToArray();
                if (found.FirstOrDefault(one => one.Command is null) is { Name: { } missing })
                {
                    return $"'{missing}'";
                }

                command = found[0].Command!;
            }
            else if (command.Subcommands.FirstOrDefault(one => one.Name == word) is { } inner)
            {
                command = inner;
            }
        }

        return null;
    }

    // Environment variables may go before it.
    [GeneratedRegex(@"^(?:\$ )?(?:[A-Z_]+=\S+ )*(?:\./)?demur ")]
    private static partial Regex Start();
}
