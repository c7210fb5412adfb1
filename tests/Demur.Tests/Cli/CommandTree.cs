using System.CommandLine;
using Demur.Cli;

namespace Demur.Tests.Cli;

/// <summary>The commands that do something, each by the words that name it.</summary>
internal static class CommandTree
{
    public static IReadOnlyList<(string Path, Command Command)> Leaves { get; } = [.. Below("", CommandTable.Create())];

    private static IEnumerable<(string Path, Command Command)> Below(string path, Command command) =>
        command.Subcommands.SelectMany(inner => Below($"{path} {inner.Name}".TrimStart(), inner))
            .Concat(command.Subcommands.Count == 0 || command.Arguments.Count > 0 ? [(path, command)] : []);
}
