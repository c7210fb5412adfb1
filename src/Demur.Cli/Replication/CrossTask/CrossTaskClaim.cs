using Demur.Cli.Targets;
using Demur.Models;
using Demur.Training.Recipes;

namespace Demur.Cli.Replication.CrossTask;

/// <summary>Cross-Task Defense (Fu et al. 2024): patch one task or all, test every task.</summary>
/// <param name="sizes">How much is trained on and measured.</param>
internal sealed class CrossTaskClaim(CrossTaskSizes sizes) : IReplicationClaim
{
    /// <summary>The recipe of every cell.</summary>
    public const string RecipeName = "patch";

    /// <summary>The claim's name on the command line.</summary>
    public const string ClaimName = "cross-task";

    public string Name => ClaimName;

    public IReadOnlyList<ReplicationCell> Cells => CrossTaskGrid.Cells;

    public double EstimatedSeconds(ReplicationCell cell) => cell == ReplicationCell.OfUntouched ? 150 : 210 + (0.5 * cell.Budget);

    public async Task<CellResult> RunAsync(ReplicationCell cell, Workshop workshop, CancellationToken cancellationToken)
    {
        var folder = workshop.FolderOf(Name, cell);
        var training = cell.Arm == ReplicationCell.Untouched ? null : await TrainAsync(cell, workshop, folder, cancellationToken).ConfigureAwait(false);
        using var target = LocalTarget.Open(training?.Adapter ?? workshop.Model, workshop.Placement, new LocalChatOptions(), cell.Id);
        var single = await workshop.MeasureAsync(target, Path.Combine(folder, "single"), new CrossTaskSuites(workshop.Data, sizes).Single(), cell.Seed, null, cancellationToken).ConfigureAwait(false);
        var second = await workshop.MeasureAsync(target, Path.Combine(folder, "second"), [CrossTaskSuites.AfterAnother(single.Folder)], cell.Seed, null, cancellationToken).ConfigureAwait(false);
        return new CellResult
        {
            Runs = [single.Folder, second.Folder], Training = training, TestSeconds = single.Seconds + second.Seconds, Resumed = single.Resumed || second.Resumed,
        };
    }

    private async Task<CellTraining> TrainAsync(ReplicationCell cell, Workshop workshop, string folder, CancellationToken cancellationToken)
    {
        var published = await HarmfulAnswers.ReadAsync(workshop, cancellationToken).ConfigureAwait(false);
        var rows = new CrossTaskRows(sizes).Build(cell.Arm, CrossTaskDocuments.Draw(published, cell.Budget, cell.Seed), cell.Seed);
        var recipe = BuiltInRecipes.Find(RecipeName);
        return await Task.Run(() => workshop.Tune(folder, recipe with { Sft = recipe.Sft with { Seed = cell.Seed } }, rows, cancellationToken), cancellationToken).ConfigureAwait(false);
    }
}
