using Demur.Abstractions;
using Demur.Cli.Attacks;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Data.Formats;
using Demur.Data.Mixes;
using Demur.Data.Own;
using Demur.Evaluation.Reports;
using Demur.Models;
using Demur.Training.Recipes;
using Demur.Training.Trainers;

namespace Demur.Cli.Replication.Derta;

/// <summary>DeRTa (Yuan et al. 2025): each term alone and both, under attacks, with false refusal and ability beside them.</summary>
/// <param name="sizes">How much is trained on and measured.</param>
internal sealed class DertaClaim(DertaSizes sizes) : IReplicationClaim
{
    private const string Questions = "derta-illegal-instructions";

    /// <summary>The claim's name on the command line.</summary>
    public const string ClaimName = "derta";

    public string Name => ClaimName;

    public IReadOnlyList<ReplicationCell> Cells => DertaGrid.Cells;

    public double EstimatedSeconds(ReplicationCell cell) => 420 + (cell.Arm switch { ReplicationCell.Untouched => 0, DertaGrid.Vanilla or DertaGrid.Prefix => 150, _ => 220 });

    public async Task<CellResult> RunAsync(ReplicationCell cell, Workshop workshop, CancellationToken cancellationToken)
    {
        var folder = workshop.FolderOf(Name, cell);
        var training = cell.Arm == ReplicationCell.Untouched ? null : await TrainAsync(cell, workshop, folder, cancellationToken).ConfigureAwait(false);
        using var target = LocalTarget.Open(training?.Adapter ?? workshop.Model, workshop.Placement, new LocalChatOptions(), cell.Id);
        var attacked = await AttackedAsync(target, workshop, cancellationToken).ConfigureAwait(false);
        var attacks = await workshop.MeasureAsync(target, Path.Combine(folder, "attacks"), attacked, cell.Seed, null, cancellationToken).ConfigureAwait(false);
        Suite[] others =
        [
            .. sizes.Harmless.Select(entry => TestSuites.Read(entry.Suite, workshop.Data, entry.Samples, sizes.Tokens)),
            .. sizes.Ability.Select(entry => TestSuites.Read(entry.Suite, workshop.Data, entry.Samples)),
        ];
        var rest = await workshop.MeasureAsync(target, Path.Combine(folder, "others"), others, cell.Seed, null, cancellationToken).ConfigureAwait(false);
        return new CellResult
        {
            Runs = [attacks.Folder, rest.Folder],
            Training = training,
            TestSeconds = attacks.Seconds + rest.Seconds,
            Resumed = attacks.Resumed || rest.Resumed,
            RefusalBegins = RefusalPositions.Count(attacks.Folder),
        };
    }

    // The same questions, plain and under every attack, each a suite of its own.
    private async Task<IReadOnlyList<Suite>> AttackedAsync(LocalTarget target, Workshop workshop, CancellationToken cancellationToken)
    {
        var questions = TestSuites.Read(Questions, workshop.Data, sizes.Questions, sizes.Tokens);
        List<Suite> suites = [questions with { Name = DertaGrid.Direct }];
        foreach (var attack in DertaGrid.Attacks)
        {
            var chain = await AttackShelf.OpenAsync([attack], new OpenTarget(target.Client, target.Info, []), (workshop.Data, []), cancellationToken).ConfigureAwait(false);
            suites.Add(chain.Convert([questions], seed: 0)[0] with { Name = attack });
        }

        return suites;
    }

    private async Task<CellTraining> TrainAsync(ReplicationCell cell, Workshop workshop, string folder, CancellationToken cancellationToken)
    {
        var published = await HarmfulAnswers.ReadAsync(workshop, cancellationToken).ConfigureAwait(false);
        var recipe = BuiltInRecipes.Find("derta");
        PreferencePair[] pairs = [.. HarmfulPairs.OfPublished(published, cell.Budget, cell.Seed).Select(pair => TurnedRefusals.Of(pair, recipe.Derta.RefusalWord))];
        var mix = sizes.OwnAnswers with { DirectBenign = cell.Arm == DertaGrid.BothWithCounter ? sizes.Counter : 0 };
        var ordinary = new MixBuilder(new MixContent(OwnContent.Answers)).Build(mix, cell.Seed);
        var data = Path.Combine(folder, "pairs.jsonl");
        PairFile.Write(data, pairs);
        RowFileWriter.Write(Path.Combine(folder, "rows.jsonl"), ordinary);
        recipe = recipe with
        {
            Derta = recipe.Derta with
            {
                Seed = cell.Seed,
                PrefixShare = cell.Arm is DertaGrid.Vanilla or DertaGrid.Rto ? 0 : 1,
                RtoWeight = cell.Arm is DertaGrid.Vanilla or DertaGrid.Prefix ? 0 : recipe.Derta.RtoWeight,
            },
        };
        return await Task.Run(
            () => Workshop.Finish(folder, recipe, [.. pairs.Select(pair => ShortHash.Of($"{pair.Id} {pair.Chosen} {pair.Rejected}")), .. ordinary.Select(row => row.Id)],
                () => TrainingRuns.Report(recipe.Name, progress => new DertaRun(workshop.Settings(folder, recipe, data)).Run(ordinary, pairs, progress, cancellationToken))),
            cancellationToken).ConfigureAwait(false);
    }
}
