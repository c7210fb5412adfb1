using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Suites;
using Demur.Cli.Targets;
using Demur.Evaluation.Runs;
using Demur.Models;

namespace Demur.Cli.Commands;

/// <summary><c>demur eval</c>: runs suites against a target into a run folder.</summary>
internal static class EvalCommand
{
    private static readonly Option<string> Target = CommonOptions.Target();
    private static readonly Option<string> Suite = new("--suite") { Description = "Suites by name, separated by commas; 'demur data suites' lists them.", Required = true };
    private static readonly Option<int?> Limit = CommonOptions.Limit();
    private static readonly Option<DirectoryInfo> Out = CommonOptions.Out("the run");
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<bool> Resume = CommonOptions.Resume();
    private static readonly Option<bool> Json = CommonOptions.Json();
    private static readonly Option<string> DType = CommonOptions.DType();
    private static readonly Option<string> Device = CommonOptions.Device();

    private static readonly Option<string?> System = new("--system")
    {
        Description = "The system prompt; \"\" for none at all. Left out, the chat template puts in its own default, if it has one.",
    };

    private static readonly Option<DirectoryInfo?> Baseline = new("--baseline") { Description = "The run folder of the untouched model, whose rows are shown beside the result." };

    public static Command Create()
    {
        var command = new Command("eval", "Measure a target on suites: refusal and false refusal, tasks done, ability.")
        {
            Target, Suite, Limit, Out, Seed, Resume, Json, DType, Device, System, Baseline,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var seed = parsed.GetValue(Seed);
        var untouched = parsed.GetValue(Baseline) is { } baseline ? RunFolder.Open(baseline.FullName).Summarise() : null;
        var suites = SuiteResolver.Resolve(parsed.GetRequiredValue(Suite), parsed.GetValue(Limit), seed);
        var system = parsed.GetValue(System);
        using var target = LocalTarget.Open(
            parsed.GetRequiredValue(Target),
            LocalTarget.Placement(parsed.GetRequiredValue(DType), parsed.GetRequiredValue(Device)),
            new LocalChatOptions { SystemPrompt = LocalTarget.SystemMode(system) });
        var summary = await EvaluationRuns.RunAsync(
            new EvaluationPlan
            {
                Target = target.Client,
                TargetInfo = target.Info,
                Suites = suites,
                Folder = parsed.GetRequiredValue(Out).FullName,
                Resume = parsed.GetValue(Resume),
                Seed = seed,
                Decoding = new DecodingSettings { SystemPrompt = system },
                Concurrency = 64,
                Arguments = [.. parsed.Tokens.Select(token => token.Value)],
                Resolved = new Dictionary<string, string> { ["dtype"] = target.Model.Model.ComputeDType.ToString(), ["device"] = target.Model.Model.Device.ToString() },
            },
            cancellationToken).ConfigureAwait(false);

        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(summary, DemurJson.Indented));
        }
        else
        {
            SummaryTables.Write(summary, untouched);
        }

        return ExitCodes.Ok;
    }
}
