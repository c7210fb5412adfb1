using System.CommandLine;
using Demur.Cli.Output;

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
        if (ParseMistakes.Describe(parsed) is { } mistake)
        {
            return Fail(mistake, ExitCodes.Error);
        }

        try
        {
            // Help runs in place of the command, without the options that the command needs.
            if (ReferenceEquals(parsed.Action, parsed.CommandResult.Command.Action))
            {
                OutputPlaces.Check(parsed);
            }

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

    private static int Fail(string message, int exitCode)
    {
        Terminal.Error.WriteLine($"demur: {message}");
        return exitCode;
    }
}
