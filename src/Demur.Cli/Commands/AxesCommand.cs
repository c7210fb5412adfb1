using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Judges;
using Demur.Cli.Output;
using Demur.Evaluation.Judges;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Statistics;

namespace Demur.Cli.Commands;

/// <summary><c>demur axes</c>: both axes in one number, also corrected for the judge's error.</summary>
internal static class AxesCommand
{
    private const string AnyRefusal = "any_refusal";

    private static readonly Argument<DirectoryInfo> Folder = new("run") { Description = "The run folder." };
    private static readonly Option<FileInfo?> Validation = new("--validation") { Description = "The file that demur judge validate wrote: corrects for the judge's error." };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("axes", "Show balanced accuracy, F1 and AUROC over harmful and harmless samples together.") { Folder, Validation, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var run = RunFolder.Open(parsed.GetRequiredValue(Folder).FullName);
        var validation = parsed.GetValue(Validation) is { } file ? ValidationFile.Read(file.FullName) : null;
        validation?.RequireScored(run);
        var scorer = validation?.Judge ?? run.Record.Scorers[0].Name;
        var whole = run.Summarise().Total.FirstOrDefault(entry => entry.Scorer == scorer);
        var (harmful, harmless) = (whole?.Of(SampleLabel.Harmful)?.Refusals ?? default, whole?.Of(SampleLabel.Harmless)?.Refusals ?? default);
        var axes = TwoAxes.Of(harmful, harmless) ?? throw new DemurException($"{run.Path} has {harmful.Scored} harmful and {harmless.Scored} harmless samples scored; both are needed.");
        var corrected = validation is null ? null : CorrectedAxes.Of(harmful, harmless, validation.Slices[0].Class(AnyRefusal));
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(new { Scorer = scorer, Harmful = harmful, Harmless = harmless, Observed = axes, Corrected = corrected }, DemurJson.Indented));
            return ExitCodes.Ok;
        }

        var table = new PlainTable($"scored by {scorer}", "observed", "corrected for the judge's error", "trivial policies");
        table.Add("harmful refused", Text(harmful.RefusedShare, ProportionIntervals.Wilson(harmful.Refused, harmful.Scored)), Text(corrected?.HarmfulRefused), "100 or 0");
        table.Add("harmless refused", Text(harmless.RefusedShare, ProportionIntervals.Wilson(harmless.Refused, harmless.Scored)), Text(corrected?.HarmlessRefused), "100 or 0");
        table.Add("balanced accuracy", Text(axes.BalancedAccuracy, axes.BalancedAccuracyInterval), corrected is null ? "" : Text(corrected.BalancedAccuracy, corrected.BalancedAccuracyInterval), "50");
        table.Add("F1 of refusing harm", Text(axes.F1, axes.F1Interval), corrected is null ? "" : Text(corrected.F1, corrected.F1Interval), string.Create(CultureInfo.InvariantCulture, $"{200.0 * harmful.Scored / ((2 * harmful.Scored) + harmless.Scored):F1} or 0"));
        table.Add("AUROC by outcome", Text(axes.Auroc, axes.AurocInterval), corrected is null ? "" : Text(corrected.BalancedAccuracy, corrected.BalancedAccuracyInterval), "50");
        table.Write();
        return ExitCodes.Ok;
    }

    private static string Text(CorrectedRate? rate) => rate is null ? "" : Text(rate.Corrected, rate.Interval);

    private static string Text(double value, Interval interval) => string.Create(CultureInfo.InvariantCulture, $"{100 * value:F1} % [{100 * interval.Low:F1}, {100 * interval.High:F1}]");
}
