using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Commands;

/// <summary><c>demur compare</c>: paired differences between two runs, both axes.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string> Baseline = new("baseline") { Description = "The run folder to compare with, or a baseline's name." };
    private static readonly Argument<DirectoryInfo> Candidate = new("candidate") { Description = "The run folder that is judged." };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("compare", "Paired differences between two runs on the same samples, with exact tests and intervals.") { Baseline, Candidate, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var comparison = RunComparison.Of(Baselines.Open(parsed.GetRequiredValue(Baseline)), RunFolder.Open(parsed.GetRequiredValue(Candidate).FullName));
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(comparison, DemurJson.Indented));
        }
        else
        {
            ComparisonTable.Write(comparison);
        }

        return ExitCodes.Ok;
    }
}
