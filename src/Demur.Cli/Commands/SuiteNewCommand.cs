using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Suites;
using Demur.Data.Suites;

namespace Demur.Cli.Commands;

/// <summary><c>demur suite new</c>: a suite file to begin with.</summary>
internal static class SuiteNewCommand
{
    private static readonly Argument<FileInfo> File = new("file") { Description = "The file to write: .yaml, .yml or .jsonl." };

    public static Command Create()
    {
        var command = new Command("new", "Write a small suite file to begin with; a file that is there is refused.") { File };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var file = parsed.GetRequiredValue(File);
        if (!SuiteFile.IsPath(file.FullName))
        {
            throw new DemurException($"{file}: a suite file ends in .yaml, .yml or .jsonl.");
        }

        if (file.Exists)
        {
            throw new DemurException($"{file} is there already; choose another name.");
        }

        var name = Path.GetFileNameWithoutExtension(file.Name);
        var isYaml = !string.Equals(file.Extension, ".jsonl", StringComparison.OrdinalIgnoreCase);
        WholeFile.Write(file.FullName, isYaml ? SuiteSkeleton.Yaml(name) : SuiteSkeleton.JsonLines(name));
        Terminal.Out.WriteLine($"{file}: fill it in, check it with demur suite validate {file}, run it with demur eval --suite {file}.");
        return ExitCodes.Ok;
    }
}
