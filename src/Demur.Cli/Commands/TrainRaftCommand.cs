using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Data.Formats;
using Demur.Data.Preferences;
using Demur.Evaluation.Scorers;
using Demur.Models;
using Demur.Training.Distributed;
using Demur.Training.Trainers;

namespace Demur.Cli.Commands;

/// <summary><c>demur train raft</c>: sample K answers, rank them, tune on the best.</summary>
internal static class TrainRaftCommand
{
    private const string RowsFile = "raft-rows.jsonl";
    private const string AnswersFile = "raft-answers.jsonl";

    private static readonly TrainOptions Common = new("raft", PairUse.Dpo);
    private static readonly Option<FileInfo> Data = new("--data") { Description = "Training rows; their requests are answered anew, their labels say what is good.", Required = true };
    private static readonly Option<string?> Reward = new("--reward") { Description = "A reward model that ranks beside the judge." };
    private static readonly Option<int> Samples = new Option<int>("--samples") { Description = "Answers drawn for each request (K).", DefaultValueFactory = _ => 8 }.Within(1, 1000);
    private static readonly Option<int> Tokens = new Option<int>("--tokens") { Description = "The most tokens of an answer.", DefaultValueFactory = _ => 64 }.Within(1, 100_000);

    public static Command Create()
    {
        var command = Common.AddTo(new Command("raft", "Reward-ranked tuning: sample K answers to each request, rank them, tune on the best.") { Data, Reward, Samples, Tokens });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (RankEnvironment.Read(Environment.GetEnvironmentVariable) is not null)
        {
            throw new DemurException("demur train raft samples and ranks with one process. Run it alone; to tune on its raft-rows.jsonl with several, launch train sft.");
        }

        var data = parsed.GetRequiredValue(Data).FullName;
        var recipe = Common.Recipe(parsed);
        recipe = recipe with { Sft = Common.Override(parsed, recipe.Sft) };
        var settings = Common.Settings(parsed, recipe, data);
        var chosen = Path.Combine(settings.Folder, RowsFile);
        if (!(settings.Resume && File.Exists(chosen)))
        {
            RowFileWriter.Write(chosen, await ChooseAsync(parsed, settings, data, cancellationToken).ConfigureAwait(false));
        }

        var rows = new RowFileReader(new RowFileOptions()).Read(chosen).Rows;
        return await Task.Run(() => TrainingRuns.Report(recipe.Name, progress => new SftRun(settings) { Validation = Common.Held(parsed, path => new RowFileReader(new RowFileOptions()).Read(path).Rows) }.Run(rows, progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<TrainingRow>> ChooseAsync(ParseResult parsed, TuningRunSettings settings, string data, CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(settings.Folder, TuningRun.RecordFile)))
        {
            throw new DemurException($"'{settings.Folder}' holds a run. Pass --resume to go on with it, or choose another --out.");
        }

        var sampling = new SamplingOptions { Samples = parsed.GetValue(Samples), Tokens = parsed.GetValue(Tokens), Seed = settings.Recipe.Sft.Seed };
        YamlFile.CheckRanges(sampling, "demur train raft");
        var requests = Common.OfOwnShare(
            parsed, data, TrainOptions.ReadRows(new RowFileReader(new RowFileOptions()), data).Rows, row => PairUses.OfRequest(row.Messages.SkipLast(1)) == PairUse.Dpo);
        using var target = LocalTarget.Open(settings.Model, settings.Placement with { MergeAdapter = true }, new LocalChatOptions());
        using var reward = parsed.GetValue(Reward) is { } path ? new RewardModel(path) : null;
        reward?.CheckApart(requests);
        var builder = new PairBuilder(new AnswerSampler(target.Client, sampling), new AnswerRanking(new PatternJudge(), reward is null ? null : reward.ScoreAsync));
        using var done = WorkJournal<TrainingRow>.Open(
            Path.Combine(settings.Folder, AnswersFile), SampledAnswers.Settings(target, sampling, requests, parsed.GetValue(Reward), "raft"), settings.Resume);
        var best = await BoundedWork.RunAsync(
            Enumerable.Range(0, requests.Count).ToArray(), (index, token) => done.DoAsync(index, () => builder.BestAsync(requests[index], token)), "ranking", cancellationToken).ConfigureAwait(false);
        return [.. best.OfType<TrainingRow>()];
    }
}
