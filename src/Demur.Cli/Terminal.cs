using System.Diagnostics.CodeAnalysis;
using Spectre.Console;

namespace Demur.Cli;

/// <summary>The only place that writes to the user: results to standard output, progress and errors to standard error.</summary>
[SuppressMessage("ApiDesign", "RS0030", Justification = "The command line is where the console belongs.")]
internal static class Terminal
{
    private const int LogWidth = 180;

    /// <summary>Gets the console for results.</summary>
    public static IAnsiConsole Console { get; } = CreateConsole();

    /// <summary>Gets the plain writer for results that other programs read.</summary>
    public static TextWriter Out => System.Console.Out;

    /// <summary>Gets what the user types.</summary>
    public static TextReader In => System.Console.In;

    /// <summary>Gets the writer for progress and errors.</summary>
    public static TextWriter Error => System.Console.Error;

    /// <summary>Gets whether progress may redraw its line.</summary>
    public static bool IsInteractive => !System.Console.IsErrorRedirected;

    // A log has no colours and no eighty columns.
    private static IAnsiConsole CreateConsole()
    {
        if (!System.Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(System.Console.Out) });
        console.Profile.Width = LogWidth;
        return console;
    }
}
