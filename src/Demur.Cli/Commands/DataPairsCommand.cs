using System.CommandLine;
using System.Globalization;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Data.Formats;
using Demur.Data.Mixes;
using Demur.Data.Own;
using Demur.Data.Preferences;
using Demur.Evaluation.Scorers;
using Demur.Models;

namespace Demur.Cli.Commands;

/// <summary><c>demur data pairs</c>: preference pairs of a mix's targets and a model's own answers.</summary>
internal static class DataPairsCommand
{
    private static readonly Option<string> Mix = new("--mix") { Description = $"A built-in mix ({string.Join(", ", BuiltInMixes.Names)}) or the path of a YAML file.", DefaultValueFactory = _ => "balanced" };
    private static readonly Option<FileInfo?> Data = new("--data") { Description = "Training rows to take the requests and targets from instead of a mix." };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The .jsonl file to write.", Required = true };
    private static readonly Option<string> Target = CommonOptions.LocalTarget();
    private static readonly Option<string> DType = CommonOptions.DType();
    private static readonly Option<PairUse?> Use = new("--use") { Description = "dpo or reward: only the requests of that use, so that a reward model and DPO share none." };
    private static readonly Option<bool> OnPolicy = new("--on-policy") { Description = "Prefer the model's own best answer to its worst, instead of the row's target." };
    private static readonly Option<string?> Reward = new("--reward") { Description = "A reward model that ranks beside the judge." };
    private static readonly Option<int> Samples = new Option<int>("--samples") { Description = "Answers drawn for each request.", DefaultValueFactory = _ => 4 }.Within(1, 1000);
    private static readonly Option<int> Tokens = new Option<int>("--tokens") { Description = "The most tokens of an answer.", DefaultValueFactory = _ => 64 }.Within(1, 100_000);
    private static readonly Option<int?> Limit = CommonOptions.Limit();
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<bool> Resume = new("--resume") { Description = "Go on with what was sampled before the command was stopped (OUT.answers.jsonl)." };

    public static Command Create()
    {
        var command = new Command("pairs", "Build preference pairs: a refusal or answer to prefer, and the model's own worst answer.")
        {
            Mix, Data, Out, Target, DType, Use, OnPolicy, Reward, Samples, Tokens, Limit, Seed, Resume,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var rows = Rows(parsed);
        var sampling = new SamplingOptions { Samples = parsed.GetValue(Samples), Tokens = parsed.GetValue(Tokens), Seed = parsed.GetValue(Seed) };
        YamlFile.CheckRanges(sampling, "demur data pairs");
        var file = parsed.GetRequiredValue(Out).FullName;
        var journal = file + ".answers.jsonl";
        using var target = LocalTarget.Open(parsed.GetRequiredValue(Target), LocalTarget.Placement(parsed.GetRequiredValue(DType), "cpu"), new LocalChatOptions());
        using var reward = parsed.GetValue(Reward) is { } path ? new RewardModel(path) : null;
        reward?.CheckApart(rows);
        var builder = new PairBuilder(new AnswerSampler(target.Client, sampling), new AnswerRanking(new PatternJudge(), reward is null ? null : reward.ScoreAsync));
        var refusals = rows.Where(row => row is { Label: SampleLabel.Harmful, Pair: not null }).DistinctBy(row => row.Pair).ToDictionary(row => row.Pair!, row => row.Messages[^1].Content);
        IReadOnlyList<PreferencePair?> pairs;
        using (var done = WorkJournal<PreferencePair>.Open(journal, SampledAnswers.Settings(target, sampling, rows, parsed.GetValue(Reward), $"pairs {parsed.GetValue(OnPolicy)}"), parsed.GetValue(Resume)))
        {
            pairs = await BoundedWork.RunAsync(
                Enumerable.Range(0, rows.Length).ToArray(),
                (index, token) => done.DoAsync(index, () => PairAsync(rows[index], token)),
                "pairs",
                cancellationToken).ConfigureAwait(false);
        }

        PreferencePair[] built = [.. pairs.OfType<PreferencePair>().Select(pair => parsed.GetValue(Use) is { } use ? pair with { Use = PairUses.NameOf(use) } : pair)];
        PairFile.Write(file, built);
        File.Delete(journal);
        Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{file}: {built.Length} pairs, {built.Count(pair => pair.Label == SampleLabel.Harmful)} on harmful requests; {rows.Length - built.Length} requests gave none, since no answer was worse"));
        return ExitCodes.Ok;

        Task<PreferencePair?> PairAsync(TrainingRow row, CancellationToken token) => parsed.GetValue(OnPolicy)
            ? builder.OnPolicyAsync(row, token)
            : builder.AgainstTargetAsync(row, row.Pair is null ? null : refusals.GetValueOrDefault(row.Pair), token);
    }

    private static TrainingRow[] Shuffled(IReadOnlyList<TrainingRow> rows, int seed)
    {
        TrainingRow[] order = [.. rows];
        new Random(seed).Shuffle(order);
        return order;
    }

    private static TrainingRow[] Rows(ParseResult parsed)
    {
        var seed = parsed.GetValue(Seed);
        var rows = parsed.GetValue(Data) is { } data
            ? new RowFileReader(new RowFileOptions()).Read(data.FullName).Rows
            : new MixBuilder(new MixContent(OwnContent.Answers)).Build(BuiltInMixes.Find(parsed.GetRequiredValue(Mix)), seed);
        var used = rows.Where(row => parsed.GetValue(Use) is not { } use || PairUses.Of(row) == use).ToArray();
        return parsed.GetValue(Limit) is { } limit ? [.. Shuffled(used, seed).Take(limit)] : used;
    }
}
