using System.Diagnostics;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Data.Formats;
using Demur.Data.Mixes;
using Demur.Data.Own;
using Demur.Data.Preferences;
using Demur.Evaluation.Scorers;
using Demur.Models;
using Demur.Models.Checkpoints;
using Demur.Training.Recipes;
using Demur.Training.Trainers;

namespace Demur.Cli.Replication.SafeToServe;

/// <summary>Safe to Serve (Amballa et al. 2024): safety mixes, RAFT and DPO on both axes.</summary>
/// <param name="sizes">How much is trained on and measured.</param>
internal sealed class SafeToServeClaim(SafeToServeSizes sizes) : IReplicationClaim
{
    /// <summary>The claim's name on the command line.</summary>
    public const string ClaimName = "safe-to-serve";

    public string Name => ClaimName;

    public IReadOnlyList<ReplicationCell> Cells => SafeToServeGrid.Cells;

    public double EstimatedSeconds(ReplicationCell cell) => 120 + (cell.Arm switch
    {
        SafeToServeGrid.Mix => 120 + (0.15 * cell.Budget),
        SafeToServeGrid.Raft => 180,
        SafeToServeGrid.Dpo => 240,
        _ => 0,
    });

    public async Task<CellResult> RunAsync(ReplicationCell cell, Workshop workshop, CancellationToken cancellationToken)
    {
        var folder = workshop.FolderOf(Name, cell);
        var reward = await SafeToServeReward.FolderAsync(Name, workshop, cancellationToken).ConfigureAwait(false);
        var training = cell.Arm switch
        {
            ReplicationCell.Untouched => null,
            SafeToServeGrid.Raft => await RaftAsync(cell, workshop, reward, cancellationToken).ConfigureAwait(false),
            SafeToServeGrid.Dpo => await DpoAsync(cell, workshop, cancellationToken).ConfigureAwait(false),
            _ => await MixAsync(cell, workshop, cancellationToken).ConfigureAwait(false),
        };
        using var target = LocalTarget.Open(training?.Adapter ?? workshop.Model, workshop.Placement, new LocalChatOptions(), cell.Id);
        Suite[] suites =
        [
            .. sizes.Prompts.Select(entry => TestSuites.Read(entry.Suite, workshop.Data, entry.Samples, sizes.Tokens)),
            .. sizes.Ability.Select(entry => TestSuites.Read(entry.Suite, workshop.Data, entry.Samples)),
        ];
        var run = await workshop.MeasureAsync(target, Path.Combine(folder, "prompts"), suites, cell.Seed, null, cancellationToken).ConfigureAwait(false);
        var scoring = Stopwatch.GetTimestamp();
        var means = await SafeToServeMeans.OfAsync(run.Folder, reward, cancellationToken).ConfigureAwait(false);
        return new CellResult
        {
            Runs = [run.Folder], Training = training, Means = means, TestSeconds = run.Seconds + Stopwatch.GetElapsedTime(scoring).TotalSeconds, Resumed = run.Resumed,
        };
    }

    private async Task<CellTraining> MixAsync(ReplicationCell cell, Workshop workshop, CancellationToken cancellationToken)
    {
        var rows = await new SafetyMixRows(sizes).BuildAsync(cell.Budget, cell.Seed, workshop, cancellationToken).ConfigureAwait(false);
        return await TuneAsync(cell, workshop, "patch", rows, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CellTraining> RaftAsync(ReplicationCell cell, Workshop workshop, string rewardFolder, CancellationToken cancellationToken)
    {
        var folder = workshop.FolderOf(Name, cell);
        var chosen = Path.Combine(folder, "chosen.jsonl");
        if (!File.Exists(chosen))
        {
            RowFileWriter.Write(chosen, await BestAsync(cell, workshop, rewardFolder, Path.Combine(folder, "drawn.jsonl"), cancellationToken).ConfigureAwait(false));
        }

        return await TuneAsync(cell, workshop, "raft", new RowFileReader(new RowFileOptions()).Read(chosen).Rows, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<TrainingRow>> BestAsync(ReplicationCell cell, Workshop workshop, string rewardFolder, string journal, CancellationToken cancellationToken)
    {
        var requests = Requests(cell);
        var sampling = new SamplingOptions { Samples = sizes.RaftSamples, Tokens = sizes.Tokens, Seed = cell.Seed };
        using var target = LocalTarget.Open(workshop.Model, workshop.Placement, new LocalChatOptions());
        using var reward = new RewardModel(rewardFolder);
        reward.CheckApart(requests);
        var builder = new PairBuilder(new AnswerSampler(target.Client, sampling), new AnswerRanking(new PatternJudge(), reward.ScoreAsync));
        using var done = WorkJournal<TrainingRow>.Open(journal, SampledAnswers.Settings(target, sampling, requests, rewardFolder, "raft"), resume: true);
        var best = await BoundedWork.RunAsync(
            Enumerable.Range(0, requests.Count).ToArray(), (index, token) => done.DoAsync(index, () => builder.BestAsync(requests[index], token)), "ranking", cancellationToken).ConfigureAwait(false);
        return [.. best.OfType<TrainingRow>()];
    }

    // Those that the reward model learnt from are left out, so more are built than are taken.
    private IReadOnlyList<TrainingRow> Requests(ReplicationCell cell)
    {
        var mix = sizes.RaftRequests;
        var rows = new MixBuilder(new MixContent(OwnContent.Answers)).Build(mix with { DirectHarmful = 2 * mix.DirectHarmful, DirectBenign = 3 * mix.DirectBenign }, cell.Seed);
        var free = rows.Where(row => row.Pair is null || PairUses.OfGoal(row.Pair) == PairUse.Dpo).ToArray();
        return
        [
            .. free.Where(row => row.Label == SampleLabel.Harmful).Take(mix.DirectHarmful),
            .. free.Where(row => row.Label == SampleLabel.Harmless && row.Pair is not null).Take(mix.DirectBenign),
            .. free.Where(row => row.Pair is null),
        ];
    }

    private async Task<CellTraining> DpoAsync(ReplicationCell cell, Workshop workshop, CancellationToken cancellationToken)
    {
        var folder = workshop.FolderOf(Name, cell);
        var published = await HarmfulAnswers.ReadAsync(workshop, cancellationToken).ConfigureAwait(false);
        PreferencePair[] pairs =
        [
            .. Cut(workshop.Model, HarmfulPairs.OfPublished(published.Where(answer => PairUses.OfGoal(answer.Goal) == PairUse.Dpo), cell.Budget - sizes.DpoHarmless, cell.Seed)),
            .. HarmfulPairs.OfTwins(PairUse.Dpo, sizes.DpoHarmless, cell.Seed),
        ];
        var data = Path.Combine(folder, "pairs.jsonl");
        PairFile.Write(data, pairs);
        var recipe = BuiltInRecipes.Find("preferences");
        recipe = recipe with { Dpo = recipe.Dpo with { Seed = cell.Seed } };
        return await Task.Run(
            () => Workshop.Finish(folder, recipe, [.. pairs.Select(pair => ShortHash.Of($"{pair.Id} {pair.Chosen} {pair.Rejected}"))],
                () => TrainingRuns.Report(recipe.Name, progress => new DpoRun(workshop.Settings(folder, recipe, data)).Run(pairs, progress, cancellationToken))),
            cancellationToken).ConfigureAwait(false);
    }

    private IEnumerable<PreferencePair> Cut(string model, IEnumerable<PreferencePair> pairs)
    {
        using var checkpoint = Checkpoint.Open(model, new CheckpointOptions());
        var cut = new TokenLimit(checkpoint.Tokenizer, sizes.Tokens);
        return [.. pairs.Select(pair => pair with { Rejected = cut.Apply(pair.Rejected) })];
    }

    private Task<CellTraining> TuneAsync(ReplicationCell cell, Workshop workshop, string name, IReadOnlyList<TrainingRow> rows, CancellationToken cancellationToken)
    {
        var recipe = BuiltInRecipes.Find(name);
        return Task.Run(() => workshop.Tune(workshop.FolderOf(Name, cell), recipe with { Sft = recipe.Sft with { Seed = cell.Seed } }, rows, cancellationToken), cancellationToken);
    }
}
