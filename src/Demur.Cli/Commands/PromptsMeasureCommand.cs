using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Suites;
using Demur.Cli.Targets;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Scorers;
using Demur.Guardrails.Prompts;

namespace Demur.Cli.Commands;

/// <summary><c>demur prompts measure</c>: what prompts do to a target, on harmful and harmless samples.</summary>
internal static class PromptsMeasureCommand
{
    private const string None = "none";

    private static readonly TargetOptions Target = new();
    private static readonly EngineCommandOptions Engine = new();
    private static readonly Argument<string[]> Names = new("names") { Description = "Prompts by name or .json file; left out, all shipped ones.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string> Suite = new("--suite")
    {
        Description = "Suites by name or file, separated by commas: exaggerated safety beside its unsafe contrasts.",
        DefaultValueFactory = _ => "xstest-safe,xstest-unsafe,oktest,phtest-harmless",
    };

    private static readonly Option<int?> Limit = CommonOptions.Limit();
    private static readonly Option<DirectoryInfo> Out = CommonOptions.Out("the runs, one of each prompt and one of none");
    private static readonly Option<FileInfo?> Save = new("--save") { Description = "A .json file for the effects: shares refused, and changes against no prompt with paired intervals." };
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<bool> Resume = CommonOptions.Resume();

    public static Command Create()
    {
        var command = new Command("measure", "Measure a target under each prompt and under none, on harmful and harmless samples.") { Names, Suite, Limit, Out, Save, Seed, Resume };
        Target.AddTo(command);
        Engine.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var suites = SuiteResolver.Resolve(parsed.GetRequiredValue(Suite), parsed.GetValue(Limit), parsed.GetValue(Seed))
            .Select(suite => Target.Tokens(parsed) is { } tokens ? suite with { MaxNewTokens = tokens } : suite).ToArray();
        var labels = suites.SelectMany(suite => suite.Samples).Select(sample => sample.Label).ToHashSet();
        if (!labels.IsSupersetOf([SampleLabel.Harmful, SampleLabel.Harmless]))
        {
            throw new DemurException($"--suite {parsed.GetRequiredValue(Suite)} holds {string.Join(" and ", labels.Select(Words.Label))} samples only. A prompt is measured on both axes: name suites with harmful and with harmless samples.");
        }

        SafetyPrompt[] prompts = [.. parsed.GetValue(Names) is { Length: > 0 } names ? names.Select(SafetyPromptLibrary.Find) : SafetyPromptLibrary.All];
        PromptedTarget.CheckSystem(Target.Decoding(parsed).SystemPrompt, prompts);
        List<(string Name, RunSummary Summary)> measured = [(None, await MeasureAsync(null).ConfigureAwait(false))];
        foreach (var prompt in prompts)
        {
            measured.Add((prompt.Identity, await MeasureAsync(prompt).ConfigureAwait(false)));
        }

        var effects = Effects(parsed, measured);
        Write(measured, effects);
        if (parsed.GetValue(Save) is { } file)
        {
            WholeFile.Write(file.FullName, JsonSerializer.Serialize(effects, DemurJson.Indented) + "\n");
        }

        return ExitCodes.Ok;

        async Task<RunSummary> MeasureAsync(SafetyPrompt? prompt)
        {
            var place = prompt is null ? null : parsed.GetValue(Names)?.FirstOrDefault(name => SafetyPromptLibrary.Find(name).Identity == prompt.Identity) ?? prompt.Name;
            using var target = Target.Open(parsed, settings => place is null ? settings : settings with { Prompts = [.. settings.Prompts, place] });
            return await EvaluationRuns.RunAsync(
                new EvaluationPlan
                {
                    Target = target.Client, TargetInfo = target.Info, Suites = suites, Scorers = DefaultScorers.All, Seed = parsed.GetValue(Seed), Decoding = Target.Decoding(parsed),
                    Folder = FolderOf(parsed, prompt?.Name), Resume = parsed.GetValue(Resume), Concurrency = Engine.Concurrency(parsed, target.IsRemote),
                    Engine = Engine.Read(parsed, target.IsRemote), Arguments = [.. parsed.Tokens.Select(token => token.Value)], Resolved = target.Resolved,
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    // Each run is compared with the one without a prompt, sample by sample.
    private static PromptEffects Effects(ParseResult parsed, List<(string Name, RunSummary Summary)> measured)
    {
        var none = RunFolder.Open(FolderOf(parsed, null));
        List<PromptEffect> effects = [];
        foreach (var (name, summary) in measured)
        {
            var comparison = name == None ? null : RunComparison.Of(none, RunFolder.Open(FolderOf(parsed, name)), seed: parsed.GetValue(Seed), mayDiffer: MayDiffer.Prompt);
            foreach (var (suite, labels) in summary.Suites.SelectMany(suite => suite.Scorers.Take(1).SelectMany(scorer => scorer.Whole.Labels), (suite, labels) => (suite.Suite.Name, labels)))
            {
                var row = comparison?.Rows.FirstOrDefault(row => row.Suite == suite && row.Label == labels.Label && row is { Slice: SliceSummary.All, Metric: ComparisonMetric.Refused });
                effects.Add(new PromptEffect(name, suite, labels.Label, labels.RefusedRate, row?.Difference, row?.Interval, row?.Pairs));
            }
        }

        return new PromptEffects
        {
            Target = none.Record.Target.Name, Date = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), Effects = effects,
            Command = "demur " + string.Join(' ', parsed.Tokens.Select(token => token.Value.Any(char.IsWhiteSpace) ? $"'{token.Value}'" : token.Value)),
        };
    }

    private static string FolderOf(ParseResult parsed, string? prompt) => Path.Combine(parsed.GetRequiredValue(Out).FullName, prompt?.Split('@')[0] ?? None);

    private static void Write(List<(string Name, RunSummary Summary)> measured, PromptEffects effects)
    {
        var table = new PlainTable("prompt", "suite", "samples", "n", "refused (95 % interval)", "change (paired)", "of it in full", "degenerate", "unscored");
        foreach (var (name, summary) in measured)
        {
            foreach (var (suite, labels) in summary.Suites.SelectMany(suite => suite.Scorers.Take(1).SelectMany(scorer => scorer.Whole.Labels), (suite, labels) => (suite.Suite.Name, labels)))
            {
                table.Add(
                    name, suite, Words.Label(labels.Label), Words.Count(labels.Scored), Words.Rate(labels.RefusedRate), Change(effects, (name, suite, labels.Label)), Words.Share(labels.FullRefusalRate),
                    Words.Share(labels.DegenerateRate), Words.Count(labels.Unscored));
            }
        }

        table.Write();
    }

    private static string Change(PromptEffects effects, (string Prompt, string Suite, SampleLabel Label) place) =>
        effects.Effects.FirstOrDefault(effect => (effect.Prompt, effect.Suite, effect.Label) == place) is { Change: { } change, ChangeInterval: { } interval } ? Words.Change(change, interval) : "";
}
