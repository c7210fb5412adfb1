using System.CommandLine;
using System.Globalization;
using Demur.Cli.Output;
using Demur.Cli.Suites;
using Demur.Data.Formats;
using Demur.Data.Overlap;
using Demur.Data.Suites;
using Demur.Models.Encoders;

namespace Demur.Cli.Commands;

/// <summary><c>demur data check</c>: training rows that stand in a suite, word for word or by meaning.</summary>
internal static class DataCheckCommand
{
    private const int Shown = 20;

    private static readonly Argument<FileInfo> Rows = new("rows") { Description = "The file of training rows." };
    private static readonly Option<string> Suite = new("--suite") { Description = "Suites to check against; left out, every embedded one." };
    private static readonly Option<string> Allow = new("--allow") { Description = "Suites whose overlap is known and meant, separated by commas.", DefaultValueFactory = _ => "" };
    private static readonly Option<bool> ByMeaning = new("--by-meaning") { Description = "Look for rewordings too, with the embedded sentence encoder." };

    public static Command Create()
    {
        var command = new Command("check", "Find training rows that stand in a suite; any is an error unless its suite is allowed.") { Rows, Suite, Allow, ByMeaning };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var rows = new RowFileReader(new RowFileOptions()).Read(parsed.GetRequiredValue(Rows).FullName).Rows;
        var suites = SuiteResolver.Resolve(parsed.GetValue(Suite) ?? string.Join(',', OwnSuites.Names), null, 0);
        using var embedder = parsed.GetValue(ByMeaning) ? MiniLmEmbedder.Open() : null;
        var report = await new ContaminationCheck(new OverlapOptions(), embedder).RunAsync(rows, suites, cancellationToken).ConfigureAwait(false);
        var forbidden = report.Except(parsed.GetRequiredValue(Allow).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        foreach (var match in forbidden.Take(Shown))
        {
            Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"row {match.RowId} ~ sample {match.SampleId} of {match.Suite}: {match.Kind} {match.Overlap:F2}"));
        }

        Terminal.Out.WriteLine($"{rows.Count} rows against {Words.Count(report.Samples)} samples of {suites.Count} suites: {forbidden.Count} matches that are not allowed, {report.Matches.Count - forbidden.Count} allowed");
        return forbidden.Count == 0 ? ExitCodes.Ok : ExitCodes.Error;
    }
}
