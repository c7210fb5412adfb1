using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Attacks;
using Demur.Cli.Judges;
using Demur.Cli.Output;
using Demur.Data.Catalogue;
using Demur.Data.Importers;
using Demur.Evaluation.Reports;

namespace Demur.Cli.Commands;

/// <summary><c>demur attacks published</c>: the outputs that DeRTa's authors released, judged again.</summary>
internal static class AttacksPublishedCommand
{
    private const string Judges = "pattern-judge,staged-judge,harm-head";

    private static readonly Option<DirectoryInfo> Out = new("--out") { Description = "The folder that gets a run folder for each model; runs that are there are gone on with.", Required = true };
    private static readonly Option<string> Scorer = new("--scorer") { Description = "Judges by name, separated by commas; the first leads.", DefaultValueFactory = _ => Judges };
    private static readonly Option<FileInfo?> Markdown = new("--markdown") { Description = "Write both tables there as Markdown." };
    private static readonly Option<FileInfo?> Plot = new("--plot") { Description = "Write the histogram of where refusals stand there, an .svg file." };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("published", "Judge the outputs that DeRTa's authors released (data set derta) again: attack success beside the paper's, and where refusals stand.") { Out, Scorer, Markdown, Plot, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var outputs = DertaResults.Read(DataStore.Default().Root);
        using var shelf = new JudgeShelf();
        var runs = await PublishedRuns.JudgeAsync(
            outputs, parsed.GetRequiredValue(Out).FullName, shelf.OpenAll(parsed.GetRequiredValue(Scorer)), ([.. parsed.Tokens.Select(token => token.Value)], cancellationToken)).ConfigureAwait(false);
        var (columns, rows) = (PublishedTable.Columns(runs[0]), PublishedTable.Rows(runs).ToArray());
        var (places, positions) = (PublishedTable.PositionColumns(), PublishedTable.PositionRows(runs).ToArray());
        if (parsed.GetValue(Markdown) is { } file)
        {
            WholeFile.Write(file.FullName, $"{PublishedTable.Markdown(columns, rows)}\n{PublishedTable.Markdown(places, positions)}");
        }

        if (parsed.GetValue(Plot) is { } plot)
        {
            SvgFile.Write(plot.FullName, RefusalPositions.Draw(runs));
        }

        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(new { Summaries = runs.Select(run => run.Summarise()), Positions = runs.ToDictionary(run => run.Record.Target.Name, RefusalPositions.Count) }, DemurJson.Indented));
            return ExitCodes.Ok;
        }

        Write(columns, rows);
        Write(places, positions);
        return ExitCodes.Ok;
    }

    private static void Write(string[] columns, string[][] rows)
    {
        var table = new PlainTable(columns);
        foreach (var row in rows)
        {
            table.Add(row);
        }

        table.Write();
    }
}
