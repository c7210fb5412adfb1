using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Attacks;
using Demur.Cli.Judges;
using Demur.Cli.Output;
using Demur.Cli.Suites;
using Demur.Cli.Targets;
using Demur.Evaluation.Runs;
using Demur.Evaluation.Scorers;
using Demur.Training.Distributed;

namespace Demur.Cli.Commands;

/// <summary><c>demur eval</c>: runs suites against a target into a run folder.</summary>
internal static class EvalCommand
{
    private static readonly TargetOptions Target = new();
    private static readonly EngineCommandOptions Engine = new();
    private static readonly AttackCommandOptions Attacks = new();
    private static readonly Option<string> Suite = new("--suite") { Description = "Suites by name or file, separated by commas; 'demur suite list' lists them.", Required = true };
    private static readonly Option<int?> Limit = CommonOptions.Limit();
    private static readonly Option<int> Epochs = new Option<int>("--epochs") { Description = "How often every sample is asked, each time with another seed.", DefaultValueFactory = _ => 1 }.Within(1, 1000);
    private static readonly Option<string?> Scorer = new("--scorer") { Description = "Scorers by name, separated by commas; the first leads. Left out, the pattern judge and the 12 substrings." };
    private static readonly Option<DirectoryInfo> Out = CommonOptions.Out("the run");
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<bool> Resume = CommonOptions.Resume();
    private static readonly Option<bool> Json = CommonOptions.Json();
    private static readonly Option<DirectoryInfo?> Baseline = new("--baseline") { Description = "The run folder of the untouched model, whose rows are shown beside the result." };

    // A rank that ended is noticed at once; one that has more to do than the others is waited for.
    private static readonly TimeSpan LongestSample = TimeSpan.FromHours(24);

    public static Command Create() => Create("eval", "Measure a target on suites: refusal and false refusal, tasks done, ability.", []);

    /// <summary>Makes a command that measures a target under what its arguments add to it.</summary>
    public static Command Create(string name, string description, IReadOnlyList<Argument> arguments, Func<ParseResult, InterventionSettings, InterventionSettings>? acting = null)
    {
        var command = new Command(name, description) { Suite, Limit, Epochs, Scorer, Out, Seed, Resume, Json, Baseline };
        Target.AddTo(command);
        Engine.AddTo(command);
        Attacks.AddTo(command);
        foreach (var argument in arguments)
        {
            command.Add(argument);
        }

        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, acting is null ? null : settings => acting(parsed, settings), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Func<InterventionSettings, InterventionSettings>? acting, CancellationToken cancellationToken)
    {
        var seed = parsed.GetValue(Seed);
        var untouched = parsed.GetValue(Baseline) is { } baseline ? RunFolder.Open(baseline.FullName).Summarise() : null;
        using var shelf = new JudgeShelf();
        var scorers = parsed.GetValue(Scorer) is { } names ? shelf.OpenAll(names) : DefaultScorers.All;
        var decoding = Target.Decoding(parsed);
        IReadOnlyList<Suite> suites = [.. SuiteResolver.Resolve(parsed.GetRequiredValue(Suite), parsed.GetValue(Limit), seed)
            .Select(suite => Target.Tokens(parsed) is { } tokens ? suite with { MaxNewTokens = tokens } : suite)];
        using var ranks = Ranks.Connect(LongestSample);
        using var target = Target.Open(parsed, acting);
        var attack = await Attacks.OpenAsync(parsed, target, decoding, cancellationToken).ConfigureAwait(false);
        suites = attack?.Convert(suites, seed) ?? suites;
        var summary = await EvaluationRuns.RunAsync(
            new EvaluationPlan
            {
                Target = target.Client,
                TargetInfo = target.Info,
                Suites = [.. suites.Select(suite => SuiteEpochs.Repeat(suite, parsed.GetValue(Epochs)))],
                Attacks = attack?.Names ?? [],
                Scorers = scorers,
                Folder = parsed.GetRequiredValue(Out).FullName,
                Resume = parsed.GetValue(Resume),
                Seed = seed,
                Decoding = decoding,
                Concurrency = Engine.Concurrency(parsed, target.IsRemote),
                Engine = Engine.Read(parsed, target.IsRemote),
                Arguments = [.. parsed.Tokens.Select(token => token.Value)],
                Resolved = target.Resolved,
                Share = ranks.World == 1 ? null : new EvaluationShare(ranks.Rank, ranks.World, ranks.Meet),
            },
            cancellationToken).ConfigureAwait(false);
        if (ranks.Rank > 0)
        {
            return ExitCodes.Ok;
        }

        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(summary, DemurJson.Indented));
        }
        else
        {
            SummaryTables.Write(summary, untouched);
            if (attack is not null)
            {
                Terminal.Out.WriteLine(AttackCommandOptions.Describe(attack, suites));
            }
        }

        return ExitCodes.Ok;
    }
}
