using System.CommandLine;
using Demur.Abstractions;

namespace Demur.Cli.Output;

/// <summary>Tries every place that a command line names for its results, so that no hours of work end at one that cannot be written.</summary>
internal static class OutputPlaces
{
    private static readonly string[] Options = ["--out", "--plot", "--html", "--junit", "--sarif", "--markdown", "--cache"];

    /// <summary>Tries them all; nothing is left behind.</summary>
    public static void Check(ParseResult parsed)
    {
        foreach (var option in parsed.CommandResult.Command.Options.Where(option => Options.Contains(option.Name)))
        {
            switch (parsed.GetResult(option) is { } given && (given.Tokens.Count > 0 || option.HasDefaultValue) ? Value(parsed, option) : null)
            {
                case DirectoryInfo folder when File.Exists(folder.FullName):
                    throw new DemurException($"{option.Name} {folder.FullName} is a file, and a folder is written there. Choose another {option.Name}.");
                case FileInfo file when Directory.Exists(file.FullName):
                    throw new DemurException($"{option.Name} {file.FullName} is a folder, and a file is written there. Choose another {option.Name}.");
                case FileSystemInfo place:
                    TryWriting(option.Name, place.FullName);
                    break;
                case string { Length: > 0 } place:
                    TryWriting(option.Name, Path.GetFullPath(place));
                    break;
            }
        }
    }

    private static object? Value(ParseResult parsed, Option option) => option switch
    {
        Option<DirectoryInfo> folder => parsed.GetValue(folder),
        Option<FileInfo> file => parsed.GetValue(file),
        Option<string> text => parsed.GetValue(text),
        _ => null,
    };

    // The nearest folder that exists takes a file for a moment.
    private static void TryWriting(string option, string path)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path)!;
        while (!Path.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        if (File.Exists(folder))
        {
            throw new DemurException($"{option} {path} cannot be written: {folder} is a file, not a folder. Choose another {option}.");
        }

        var trial = Path.Combine(folder, $".demur-{Guid.NewGuid():N}");
        try
        {
            using var file = new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DemurException($"{option} {path} cannot be written: {folder} takes no files. Choose another {option}, or mend the folder's permissions.", exception);
        }
    }
}
