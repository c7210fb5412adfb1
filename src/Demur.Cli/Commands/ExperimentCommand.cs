using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Judges;
using Demur.Cli.Output;
using Demur.Cli.Suites;
using Demur.Cli.Targets;
using Demur.Data.Formats;
using Demur.Evaluation.Experiments;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Scorers;

namespace Demur.Cli.Commands;

/// <summary><c>demur experiment</c>: an A/B experiment from a YAML file.</summary>
internal static class ExperimentCommand
{
    private static readonly Argument<FileInfo> File = new("file") { Description = "The experiment, a YAML file." };
    private static readonly Option<DirectoryInfo> Out = new("--out") { Description = "The experiment's folder; one that is begun goes on.", Required = true };
    private static readonly EngineCommandOptions Engine = new();
    private static readonly Option<string> DType = CommonOptions.AnsweringDType();
    private static readonly Option<string> Device = CommonOptions.Device();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("experiment", "Compare prompts or targets over suites and judges: interleaved, paired, Holm-corrected; inconclusive is an answer.") { File, Out, DType, Device, Json };
        Engine.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var plan = YamlFile.Read<ExperimentPlan>(parsed.GetRequiredValue(File).FullName);
        plan.Check();
        var folder = parsed.GetRequiredValue(Out).FullName;
        var suites = plan.Suites.SelectMany(name => SuiteResolver.Resolve(name, plan.Limit, plan.Seed)).Select(suite => SuiteEpochs.Repeat(suite, plan.Epochs)).ToArray();
        using var shelf = new JudgeShelf();
        IReadOnlyList<IScorer> scorers = plan.Judges is [] ? DefaultScorers.All : [.. plan.Judges.Select(shelf.Open)];
        var targets = new Dictionary<(string Target, bool NoSystem), OpenTarget>();
        try
        {
            EvaluationPlan PlanOf(ExperimentCell cell)
            {
                var target = Open(targets, cell, parsed);
                return new EvaluationPlan
                {
                    Target = target.Client, TargetInfo = target.Info, Suites = suites, Scorers = scorers, Folder = folder,
                    Concurrency = Engine.Concurrency(parsed, target.IsRemote), Engine = Engine.Read(parsed, target.IsRemote),
                    Arguments = [.. parsed.Tokens.Select(token => token.Value)], Resolved = target.Resolved,
                };
            }

            var result = await new ExperimentRunner(plan, folder).RunAsync(PlanOf, EvaluationRuns.RunAsync, cancellationToken).ConfigureAwait(false);
            WholeFile.Write(Path.Combine(folder, "experiment.json"), JsonSerializer.Serialize(result, DemurJson.Indented) + "\n");
            var report = ReportFile.Write(Path.Combine(folder, "report.html"), [.. result.Cells.Values]);
            Write(parsed, result, report);
            return ExitCodes.Ok;
        }
        finally
        {
            foreach (var target in targets.Values)
            {
                target.Dispose();
            }
        }
    }

    // A checkpoint is loaded once, however many prompts it gets; only whether its template may put in a system message of its own differs.
    private static OpenTarget Open(Dictionary<(string Target, bool NoSystem), OpenTarget> targets, ExperimentCell cell, ParseResult parsed)
    {
        var key = (cell.Target.Name, cell.Prompt.System is { Length: 0 });
        if (!targets.TryGetValue(key, out var target))
        {
            targets[key] = target = TargetOpener.Open(cell.Target.Target, new TargetSettings
            {
                DType = parsed.GetRequiredValue(DType), Device = parsed.GetRequiredValue(Device), System = cell.Prompt.System,
                Endpoint = cell.Target.Endpoint, KeyVariable = cell.Target.KeyVariable, Name = cell.Target.Name,
            });
        }

        return target;
    }

    private static void Write(ParseResult parsed, ExperimentResult result, string report)
    {
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(result, DemurJson.Indented));
            return;
        }

        var table = new PlainTable("arm", "control", "judge", "suite", "samples", "measure", "pairs", "control", "arm", "change (95 %)", "p (Holm)", "answer");
        foreach (var row in result.Rows)
        {
            table.Add(
                row.Arm, row.Control, row.Judge, row.Row.Suite, row.Row.Label is { } label ? Words.Label(label) : "", Words.Metric(row.Row.Metric), Words.Count(row.Row.Pairs),
                Percent(row.Row.Baseline), Percent(row.Row.Candidate),
                string.Create(CultureInfo.InvariantCulture, $"{100 * row.Row.Difference:+0.0;-0.0;0.0} [{100 * row.Interval.Low:+0.0;-0.0;0.0}, {100 * row.Interval.High:+0.0;-0.0;0.0}]"),
                Words.P(row.AdjustedP), DemurJson.NameOf(row.Answer));
        }

        table.Write();
        foreach (var (arm, answer) in result.Arms)
        {
            Terminal.Out.WriteLine($"{arm}: {DemurJson.NameOf(answer)}");
        }

        Terminal.Out.WriteLine($"{(result.StoppedEarly ? "stopped early, every comparison being decided; " : "")}{report}");
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");
}
