using System.CommandLine;

namespace Demur.Cli;

/// <summary>Runs one command: user mistakes become one line and exit code 1, Ctrl-C becomes 130.</summary>
internal static class CommandLineHost
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = CommandTable.Create();
        var parsed = root.Parse(args);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
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
