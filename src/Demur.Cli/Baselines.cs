using Demur.Abstractions;
using Demur.Evaluation.Runs;

namespace Demur.Cli;

/// <summary>Runs that have a name: small files in a folder beside the project that say where a run lies.</summary>
internal static class Baselines
{
    private const string Variable = "DEMUR_BASELINES";
    private const string Folder = ".demur/baselines";

    /// <summary>Opens a run by its folder, or by a baseline's name.</summary>
    public static RunFolder Open(string folderOrName)
    {
        if (RunFolder.IsRun(folderOrName))
        {
            return RunFolder.Open(Path.GetFullPath(folderOrName));
        }

        var file = FileOf(folderOrName);
        return file is not null && File.Exists(file)
            ? RunFolder.Open(Path.GetFullPath(File.ReadAllText(file).Trim(), Path.GetDirectoryName(file)!))
            : throw new DemurException($"'{folderOrName}' is neither a run folder nor a baseline; baselines are {(Names() is { Count: > 0 } names ? string.Join(", ", names) : "none so far")}. demur baseline set NAME RUN makes one.");
    }

    /// <summary>Gives a run a name, replacing what had it.</summary>
    public static void Set(string name, string run)
    {
        var file = FileOf(name) ?? throw new DemurException($"'{name}' is no name for a baseline; use letters, digits, '-', '_' and '.'.");
        var path = RunFolder.Open(run).Path;
        WholeFile.Write(file, Path.GetRelativePath(Path.GetDirectoryName(file)!, path) + "\n");
    }

    /// <summary>Takes a name away; the run stays.</summary>
    public static void Remove(string name)
    {
        if (FileOf(name) is not { } file || !File.Exists(file))
        {
            throw new DemurException($"There is no baseline '{name}'.");
        }

        File.Delete(file);
    }

    /// <summary>Gets the names there are.</summary>
    public static IReadOnlyList<string> Names() => Directory.Exists(Root) ? [.. Directory.GetFiles(Root, "*.run").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)] : [];

    private static string Root => Path.GetFullPath(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : Folder);

    private static string? FileOf(string name) => name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') && name[0] != '.' ? Path.Combine(Root, name + ".run") : null;
}
