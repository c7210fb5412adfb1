using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Evaluation.Reports;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Commands;

/// <summary><c>demur history</c>: both axes over versions.</summary>
internal static class HistoryCommand
{
    private const int Depth = 4;

    private static readonly Argument<DirectoryInfo[]> Folders = new("folders") { Description = "Run folders, or folders that hold some.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> Target = new("--target") { Description = "Only targets whose name holds this text." };
    private static readonly Option<FileInfo?> Html = new("--html") { Description = "Write table and plot as one HTML file there." };

    public static Command Create()
    {
        var command = new Command("history", "Show both axes over the versions of a model or prompt, oldest first.") { Folders, Target, Html };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var runs = parsed.GetRequiredValue(Folders).SelectMany(folder => Find(folder.FullName, Depth)).DistinctBy(run => run.Path)
            .Where(run => parsed.GetValue(Target) is not { } text || run.Record.Target.Name.Contains(text, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        if (runs.Length == 0)
        {
            throw new DemurException($"No run{(parsed.GetValue(Target) is null ? "" : " of such a target")} in {string.Join(", ", parsed.GetRequiredValue(Folders).Select(folder => folder.ToString()))}. Give --out folders of demur eval, or a folder above them.");
        }

        foreach (var line in RunHistory.Lines(runs))
        {
            var table = RunHistory.Table(line);
            Terminal.Out.WriteLine(table.Title);
            var plain = new PlainTable([.. table.Columns]);
            foreach (var row in table.Rows)
            {
                plain.Add([.. row.Select(cell => cell.Detail is { } detail ? $"{cell.Text} {detail}" : cell.Text)]);
            }

            plain.Write();
        }

        if (parsed.GetValue(Html) is { } html)
        {
            WholeFile.Write(html.FullName, RunHistory.Page(runs));
            Terminal.Out.WriteLine(html.FullName);
        }

        return ExitCodes.Ok;
    }

    private static IEnumerable<RunFolder> Find(string folder, int depth)
    {
        if (!Directory.Exists(folder))
        {
            throw new DemurException($"There is no folder '{folder}'.");
        }

        return RunFolder.IsRun(folder) ? [RunFolder.Open(folder)]
            : depth == 0 ? []
            : Directory.GetDirectories(folder).Order(StringComparer.Ordinal).SelectMany(below => Find(below, depth - 1));
    }
}
