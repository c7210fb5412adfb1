using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Attacks;
using Demur.Cli.Output;
using Demur.Cli.Survival;
using Demur.Data.Formats;
using Demur.Evaluation.Gates;
using Demur.Evaluation.Runs;

namespace Demur.Cli.Commands;

/// <summary><c>demur gate</c>: whether a candidate may be shipped, as an exit code.</summary>
internal static class GateCommand
{
    private static readonly Option<string> Baseline = new("--baseline") { Description = "The run folder to compare with, or a baseline's name.", Required = true };
    private static readonly Option<DirectoryInfo> Candidate = new("--candidate") { Description = "The run folder that is judged; with --attack, a folder for the attack and the run after it, gone on with where it was.", Required = true };
    private static readonly Option<string[]> Attack = new("--attack") { Description = "Whether the defence survives: ablation or benign-finetune is done to --target, or an attack of 'demur attacks list' to its harmful requests (given again, one follows another); --target is then asked the samples of --baseline, its run before." };
    private static readonly Option<string[]> Answers = AttackCommandOptions.Answers();
    private static readonly Option<string> Target = CommonOptions.LocalTarget();
    private static readonly Option<string?> Base = CommonOptions.Base();
    private static readonly Option<string?> Direction = new("--direction") { Description = "The direction that --attack ablation takes out; left out, it is searched for in the target." };
    private static readonly Option<FileInfo?> Data = new("--data") { Description = "The harmless rows that --attack benign-finetune tunes on; left out, the embedded ordinary ones." };
    private static readonly Option<string> DType = CommonOptions.AnsweringDType();
    private static readonly Option<string> Device = CommonOptions.Device();
    private static readonly Option<FileInfo?> Policy = new("--policy") { Description = "The policy, a YAML file; the built-in one when left out." };
    private static readonly Option<DirectoryInfo[]> Repeated = new("--repeated") { Description = "Further runs of the baseline's target: their noise is no regression.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<bool> Prompt = new("--prompt-may-differ") { Description = "It is the system prompt or prefill that is judged; the rest of the decoding must be the same." };
    private static readonly Option<FileInfo?> JUnit = new("--junit") { Description = "Write JUnit XML there." };
    private static readonly Option<FileInfo?> Sarif = new("--sarif") { Description = "Write SARIF 2.1.0 there." };
    private static readonly Option<FileInfo?> Markdown = new("--markdown") { Description = "Write Markdown for a pull request there." };
    private static readonly Option<int> Seed = new("--seed") { Description = "The seed of the bootstrap, and of an attack's search or tuning.", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("gate", "Judge a run against a baseline's by a policy: exit code 0 pass, 2 regression, 3 inconclusive, 1 error.")
        {
            Baseline, Candidate, Attack, Answers, Target, Base, Direction, Data, DType, Device, Policy, Repeated, Prompt, JUnit, Sarif, Markdown, Seed, Json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var policyFile = parsed.GetValue(Policy);
        var policy = policyFile is null ? new GatePolicy() : YamlFile.Read<GatePolicy>(policyFile.FullName);
        var baseline = Baselines.Open(parsed.GetRequiredValue(Baseline));
        var attacks = parsed.GetValue(Attack) ?? [];
        if (attacks is not ["ablation"] && parsed.GetValue(Direction) is not null || attacks is not ["benign-finetune"] && parsed.GetValue(Data) is not null)
        {
            throw new DemurException("--direction belongs to --attack ablation, and --data to --attack benign-finetune. Name that attack, or leave the option out.");
        }

        var (candidate, inconclusive) = attacks.Length > 0
            ? await SurvivalRun.RunAsync(attacks, Settings(parsed, baseline), cancellationToken).ConfigureAwait(false)
            : (RunFolder.Open(parsed.GetRequiredValue(Candidate).FullName), null);
        if (candidate is null)
        {
            Terminal.Out.WriteLine($"gate: inconclusive; the attack could not be made: {inconclusive}");
            return ExitCodes.Inconclusive;
        }

        var options = new GateOptions { Seed = parsed.GetValue(Seed), PromptMayDiffer = parsed.GetValue(Prompt), AttackMayDiffer = attacks.Length > 0, Repeated = [.. (parsed.GetValue(Repeated) ?? []).Select(run => RunFolder.Open(run.FullName))] };
        var result = Gate.Judge(baseline, candidate, policy, options);
        WriteFile(parsed.GetValue(JUnit), () => GateReports.JUnit(result));
        WriteFile(parsed.GetValue(Sarif), () => GateReports.Sarif(result, Path.GetRelativePath(Environment.CurrentDirectory, policyFile?.FullName ?? Path.Combine(candidate.Path, "run.json"))));
        WriteFile(parsed.GetValue(Markdown), () => GateReports.Markdown(result));
        if (parsed.GetValue(Json))
        {
            Terminal.Out.Write(GateReports.Json(result));
        }
        else
        {
            Write(result);
        }

        return result.Verdict switch
        {
            GateVerdict.Pass => ExitCodes.Ok,
            GateVerdict.Regression => ExitCodes.Regression,
            _ => ExitCodes.Inconclusive,
        };
    }

    private static AttackSettings Settings(ParseResult parsed, RunFolder baseline) => new()
    {
        Target = parsed.GetRequiredValue(Target), Base = parsed.GetValue(Base), DType = parsed.GetRequiredValue(DType), Device = parsed.GetRequiredValue(Device),
        Before = baseline, Folder = parsed.GetRequiredValue(Candidate).FullName, Direction = parsed.GetValue(Direction), Rows = parsed.GetValue(Data)?.FullName, Answers = parsed.GetValue(Answers) ?? [],
        Seed = parsed.GetValue(Seed), Arguments = [.. parsed.Tokens.Select(token => token.Value)],
    };

    private static void WriteFile(FileInfo? file, Func<string> text)
    {
        if (file is not null)
        {
            WholeFile.Write(file.FullName, text());
        }
    }

    private static void Write(GateResult result)
    {
        Terminal.Out.WriteLine($"{result.CandidateTarget} (run {result.Candidate}) against {result.BaselineTarget} (run {result.Baseline}), policy {result.Policy.Name}, scored by {result.Scorer}");
        var table = new PlainTable("", "check", "before", "after", "change (95 %)", "pairs", "p (Holm)");
        foreach (var check in result.Checks.Where(check => !check.IsSlice || check.Verdict == GateVerdict.Regression))
        {
            table.Add(
                GateReports.Words(check.Verdict), check.Name, GateReports.Value(check, check.Before), GateReports.Value(check, check.After), GateReports.Change(check),
                check.Pairs is { } pairs ? Words.Count(pairs) : "", GateReports.P(check.P));
        }

        table.Write();
        foreach (var check in result.Checks.Where(check => check.Verdict == GateVerdict.Regression || (check is { Verdict: GateVerdict.Inconclusive, IsSlice: false })))
        {
            Terminal.Out.WriteLine($"{check.Name}: {check.Message}");
        }

        var slices = result.Checks.Count(check => check.IsSlice);
        Terminal.Out.WriteLine($"gate: {GateReports.Words(result.Verdict)} ({result.Checks.Count} checks, {slices} of them of categories and tasks)");
    }
}
