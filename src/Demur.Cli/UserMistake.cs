using Demur.Abstractions;
using Demur.Tensors;

namespace Demur.Cli;

/// <summary>Tells what a user can mend from what is a defect of the program.</summary>
internal static class UserMistake
{
    /// <summary>Gives the one line to print, or null when the exception is a defect and should be seen whole.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        DemurException mistake => OneLine(mistake.Message),
        TorchException torch => OneLine(torch.Message),
        UnauthorizedAccessException denied => OneLine(denied.Message),
        IOException io => OneLine(io.Message),
        _ => null,
    };

    // libtorch goes on for pages about its dispatcher; what happened stands in the first line.
    private static string OneLine(string message) => message.AsSpan().Trim().IndexOfAny('\r', '\n') is var end and >= 0 ? message.Trim()[..end] : message.Trim();
}
