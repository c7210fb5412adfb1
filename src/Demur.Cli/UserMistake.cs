using Demur.Abstractions;

namespace Demur.Cli;

/// <summary>Tells what a user can mend from what is a defect of the program.</summary>
internal static class UserMistake
{
    /// <summary>Gives the one line to print, or null when the exception is a defect and should be seen whole.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        DemurException mistake => mistake.Message,
        UnauthorizedAccessException denied => denied.Message,
        IOException io => io.Message,
        _ => null,
    };
}
