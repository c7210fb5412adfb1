using Demur.Abstractions;
using Demur.Tensors;

namespace Demur.Cli;

/// <summary>Tells what a user can mend from what is a defect of the program.</summary>
internal static class UserMistake
{
    // Where the operating system has no more specific exception, .NET passes its error number on.
    private const int NoSpaceLeft = 28;

    /// <summary>Gives the one line to print, or null when the exception is a defect and should be seen whole.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        DemurException mistake => OneLine(mistake.Message),
        TorchException torch => OneLine(torch.Message),
        UnauthorizedAccessException denied => $"{OneLine(denied.Message)} Mend its permissions, or name another place.",
        FileNotFoundException { FileName: { } file } => $"{file}: there is no such file. Check the path.",
        DirectoryNotFoundException missing => $"{OneLine(missing.Message)} Check the path.",
        IOException { HResult: NoSpaceLeft } full => $"{OneLine(full.Message)}. Free some space, or write elsewhere.",
        IOException io => OneLine(io.Message),
        _ => null,
    };

    // libtorch goes on for pages about its dispatcher; what happened stands in the first line.
    private static string OneLine(string message) => message.AsSpan().Trim().IndexOfAny('\r', '\n') is var end and >= 0 ? message.Trim()[..end] : message.Trim();
}
