using System.CommandLine;
using System.Globalization;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Suites;
using Demur.Data.Formats;
using Demur.Data.Overlap;
using Demur.Data.Suites;
using Demur.Models.Encoders;

namespace Demur.Cli.Commands;

/// <summary><c>demur data check</c>: training rows that stand in a suite or twice in their file, word for word or by meaning.</summary>
internal static class DataCheckCommand
{
    private const int Shown = 20;

    private static readonly Argument<FileInfo> Rows = new("rows") { Description = "The file of training rows." };
    private static readonly Option<string> Suite = new("--suite") { Description = "Suites to check against; left out, every embedded one." };
    private static readonly Option<string> Allow = new("--allow") { Description = "Suites whose overlap is known and meant, separated by commas.", DefaultValueFactory = _ => "" };
    private static readonly Option<bool> ByMeaning = new("--by-meaning") { Description = "Look for rewordings too, with the embedded sentence encoder." };
    private static readonly Option<bool> SkipBad = new("--skip-bad") { Description = "Leave bad rows out and count them." };
    private static readonly Option<string?> Map = new("--map") { Description = "CSV columns, as prompt=NAME,response=NAME[,system=NAME]." };

    public static Command Create()
    {
        var command = new Command("check", "Find training rows that stand in a suite, an error unless the suite is allowed, and rows that ask what an earlier one asks.") { Rows, Suite, Allow, ByMeaning, SkipBad, Map };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var content = new RowFileReader(new RowFileOptions { SkipBad = parsed.GetValue(SkipBad), Columns = CsvMapping.Parse(parsed.GetValue(Map)) }).Read(parsed.GetRequiredValue(Rows).FullName);
        var rows = content.Rows;
        var suites = SuiteResolver.Resolve(parsed.GetValue(Suite) ?? string.Join(',', OwnSuites.Names), null, 0);
        string[] allowed = [.. parsed.GetRequiredValue(Allow).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        if (rows.Count == 0)
        {
            throw new DemurException($"{parsed.GetRequiredValue(Rows).FullName} holds no rows, so there is nothing to check. Build some with 'demur data build'.");
        }

        if (allowed.FirstOrDefault(name => suites.All(suite => suite.Name != name)) is { } unknown)
        {
            throw new DemurException($"--allow names '{unknown}', which is none of the suites checked against: {string.Join(", ", suites.Select(suite => suite.Name))}.");
        }

        using var embedder = parsed.GetValue(ByMeaning) ? MiniLmEmbedder.Open() : null;
        var duplicates = await new DuplicateCheck(new OverlapOptions(), embedder).RunAsync(rows, cancellationToken).ConfigureAwait(false);
        var report = await new ContaminationCheck(new OverlapOptions(), embedder).RunAsync(rows, suites, cancellationToken).ConfigureAwait(false);
        var forbidden = report.Except(allowed);
        foreach (var match in forbidden.Take(Shown))
        {
            Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"row {match.RowId} ~ sample {match.SampleId} of {match.Suite}: {match.Kind} {match.Overlap:F2}"));
        }

        foreach (var duplicate in duplicates.Take(Shown))
        {
            Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"row {rows[duplicate.SecondRow].Id} ~ row {rows[duplicate.FirstRow].Id}: {duplicate.Kind} {duplicate.Overlap:F2}"));
        }

        if (content.Skipped.Count > 0)
        {
            Terminal.Out.WriteLine($"{content.Skipped.Count} bad rows left out, the first: {content.Skipped[0]}");
        }

        Terminal.Out.WriteLine($"{rows.Count} rows among each other: {duplicates.Count(duplicate => duplicate.Kind == OverlapKind.Exact)} copies, {duplicates.Count(duplicate => duplicate.Kind != OverlapKind.Exact)} near-duplicates");
        Terminal.Out.WriteLine($"{rows.Count} rows against {Words.Count(report.Samples)} samples of {suites.Count} suites: {forbidden.Count} matches that are not allowed, {report.Matches.Count - forbidden.Count} allowed");
        return forbidden.Count == 0 ? ExitCodes.Ok : ExitCodes.Error;
    }
}
