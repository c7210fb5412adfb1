using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Demur.Cli;

/// <summary>Runs one command: user mistakes become one line and exit code 1, Ctrl-C becomes 130.</summary>
internal static class CommandLineHost
{
    // A step under way ends first, and what was done is saved: the process must not end beneath libtorch's threads.
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromMinutes(1);

    public static async Task<int> RunAsync(string[] args)
    {
        var root = CommandTable.Create();
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction && parsed.CommandResult.Command.Subcommands.Count == 0)
        {
            return Fail($"{string.Join(" ", parsed.Errors.Select(error => error.Message))} See 'demur {PathOf(parsed.CommandResult)} --help'.", ExitCodes.Error);
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = LongestGoodbye }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Fail("interrupted", ExitCodes.Interrupted);
        }
        catch (Exception exception) when (UserMistake.Describe(exception) is { } message)
        {
            return Fail(message, ExitCodes.Error);
        }
    }

    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult { Parent: not null } parent ? $"{PathOf(parent)} {command.Command.Name}" : command.Command.Name;

    private static int Fail(string message, int exitCode)
    {
        Terminal.Error.WriteLine($"demur: {message}");
        return exitCode;
    }
}
