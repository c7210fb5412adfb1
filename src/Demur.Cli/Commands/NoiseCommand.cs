using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Commands;

/// <summary><c>demur noise</c>: how much a target's rates move from run to run.</summary>
internal static class NoiseCommand
{
    private static readonly Argument<DirectoryInfo[]> Runs = new("runs") { Description = "Two or more runs of one target on the same suites, each with another --seed.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("noise", "Measure the noise floor: the difference that repeated runs of one target stay under 19 times out of 20.") { Runs, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        string[] folders = [.. parsed.GetRequiredValue(Runs).Select(run => Path.TrimEndingDirectorySeparator(run.FullName))];
        if (folders.GroupBy(folder => folder).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new DemurException($"{twice.Key} is given twice, and one run shows no noise against itself. Give runs with different --seed.");
        }

        var rows = NoiseFloors.Of([.. folders.Select(RunFolder.Open)]);
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(rows, DemurJson.Indented));
            return ExitCodes.Ok;
        }

        var table = new PlainTable("suite", "samples", "measure", "n", "runs", "mean", "deviation, points", "floor, points", "samples that flip");
        foreach (var row in rows)
        {
            table.Add(
                row.Suite, row.Label is { } label ? Words.Label(label) : "", Words.Metric(row.Metric), Words.Count(row.Samples), Words.Count(row.Noise.Runs),
                FormattableString.Invariant($"{100 * row.Noise.Mean:F1} %"), FormattableString.Invariant($"{100 * row.Noise.Deviation:F2}"), FormattableString.Invariant($"{100 * row.Noise.Floor:F1}"), FormattableString.Invariant($"{100 * row.Noise.Flips:F1} %"));
        }

        table.Write();
        return ExitCodes.Ok;
    }
}
