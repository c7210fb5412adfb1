using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Judges;
using Demur.Cli.Output;
using Demur.Evaluation.Reports;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Commands;

/// <summary><c>demur report effort</c>: what the judge saved people, measured.</summary>
internal static class ReportEffortCommand
{
    private static readonly Argument<DirectoryInfo[]> Runs = new("runs") { Description = "Run folders.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<FileInfo> Validation = new("--validation") { Description = "The file that demur judge validate wrote.", Required = true };
    private static readonly Option<double> Error = new("--error") { Description = "The error accepted in the labels that the judge gives, in points.", DefaultValueFactory = _ => 5 };
    private static readonly Option<double> Seconds = new("--seconds-a-label") { Description = "The time a person takes for a label.", DefaultValueFactory = _ => 20 };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("effort", "Say how many labels by people a judge avoided at a stated error, and how soon the verdict was there.") { Runs, Validation, Error, Seconds, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var (error, seconds) = (parsed.GetValue(Error), parsed.GetValue(Seconds));
        if (error is not (> 0 and < 100) || seconds is not (> 0 and < 86400))
        {
            throw new DemurException(string.Create(CultureInfo.InvariantCulture, $"--error {error} and --seconds-a-label {seconds}: give more than 0, and less than 100 points and 86400 seconds."));
        }

        var runs = parsed.GetRequiredValue(Runs).Select(run => RunFolder.Open(run.FullName)).ToArray();
        var effort = EffortReport.Of(runs, ValidationFile.Read(parsed.GetRequiredValue(Validation).FullName), error / 100, seconds);
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(effort, DemurJson.Indented));
            return ExitCodes.Ok;
        }

        var table = new PlainTable("what", "measured");
        table.Add("judge", effort.Judge);
        table.Add("responses", Words.Count(effort.Responses));
        table.Add("decided by the judge alone", effort.MeasuredError is null
            ? "none"
            : FormattableString.Invariant($"{effort.Decided} ({100 * effort.Avoided:F1} %), at confidence {effort.Threshold:F3} and above"));
        table.Add("left to people", Words.Count(effort.LeftToPeople));
        table.Add("error of what it decides, on labelled responses", effort is { MeasuredError: { } measured, MeasuredErrorInterval: { } interval }
            ? FormattableString.Invariant($"{100 * measured:F1} % [{100 * interval.Low:F1}, {100 * interval.High:F1}], {error:0.###} accepted")
            : FormattableString.Invariant($"above {error:0.###} % at every confidence"));
        table.Add("labels that the validation took, once", Words.Count(effort.ValidationLabels));
        table.Add("time to verdict: run and judge", Time(effort.RunSeconds));
        table.Add("time to verdict: people for what is left", FormattableString.Invariant($"{Time(effort.LeftSeconds)} at {seconds:0.###} s a label"));
        table.Add("people for everything", Time(effort.ManualSeconds));
        table.Add("70 % less labelled by people", effort.KeepsPromise ? "kept" : "not kept");
        table.Write();
        return ExitCodes.Ok;
    }

    private static string Time(double seconds) => TimeSpan.FromSeconds(seconds).ToString(seconds >= 86400 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture);
}
