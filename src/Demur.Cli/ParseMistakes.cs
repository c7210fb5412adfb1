using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Demur.Cli;

/// <summary>Puts what is wrong with a command line into one line that ends with the way to the help.</summary>
internal static partial class ParseMistakes
{
    /// <summary>Describes the mistake, or gives null where the command line is well, or only lacks a command, which the help answers.</summary>
    public static string? Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Action is ParseErrorAction && command.Subcommands.Count > 0 && command.Arguments.Count == 0)
        {
            return parsed.UnmatchedTokens is [var first, ..]
                ? $"There is no '{first}' in 'demur{Spaced(PathOf(parsed.CommandResult))}'. It has {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}. {Help(parsed.CommandResult)}"
                : null;
        }

        var errors = parsed.Action is ParseErrorAction ? parsed.Errors.Select(error => Plain(error.Message)).Distinct() : [];
        var messages = errors.Concat(Swallowed(parsed));
        return string.Join(" ", messages) is { Length: > 0 } text ? $"{text.TrimEnd('.')}. {Help(parsed.CommandResult)}" : null;
    }

    // An argument that takes many values takes a mistyped option for one of them.
    private static IEnumerable<string> Swallowed(ParseResult parsed) => parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
        ? []
        : parsed.CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(argument => argument.Tokens)
            .Where(token => token.Value.StartsWith("--", StringComparison.Ordinal))
            .Select(token => $"There is no option '{token.Value}'; what begins with -- and is no option goes after '--'.");

    private static string Plain(string message) => WhiteSpace().Replace(
        ExpectedType().Replace(message, match => match.Groups[1].Value switch
        {
            "Int32" or "Int64" => ": give a whole number.",
            "Double" or "Single" => ": give a number.",
            "DirectoryInfo" or "FileInfo" => ": give a path.",
            _ => ".",
        }),
        " ");

    private static string Help(CommandResult command) => $"See 'demur{Spaced(PathOf(command))} --help'.";

    private static string Spaced(string path) => path.Length > 0 ? $" {path}" : "";

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}".TrimStart() : "";

    [GeneratedRegex(@" as expected type '[^']*?(\w+)(?:\]|\[\])?'\.")]
    private static partial Regex ExpectedType();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
