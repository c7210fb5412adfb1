using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Data.Formats;
using Demur.Data.Preferences;
using Demur.Training.Recipes;
using Demur.Training.Trainers;

namespace Demur.Cli.Replication.SafeToServe;

/// <summary>The reward model of the grid, trained once on requests that no other part of it learns from.</summary>
internal static class SafeToServeReward
{
    /// <summary>The pairs of either kind that are asked for.</summary>
    private const int Pairs = 300;

    /// <summary>Trains it, or gives the one that is there.</summary>
    /// <returns>The classifier's folder.</returns>
    public static async Task<string> FolderAsync(string claim, Workshop workshop, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(workshop.Out, claim, "reward");
        var result = Path.Combine(folder, "tuning", TuningRun.ModelFolder);
        if (Directory.Exists(result))
        {
            return result;
        }

        var published = await HarmfulAnswers.ReadAsync(workshop, cancellationToken).ConfigureAwait(false);
        PreferencePair[] pairs =
        [
            .. HarmfulPairs.OfPublished(published.Where(answer => PairUses.OfGoal(answer.Goal) == PairUse.Reward), Pairs, seed: 0),
            .. HarmfulPairs.OfTwins(PairUse.Reward, Pairs, seed: 0),
        ];
        var data = Path.Combine(folder, "pairs.jsonl");
        PairFile.Write(data, pairs);
        var run = new RewardRun(workshop.Settings(folder, BuiltInRecipes.Find("reward"), data));
        await Task.Run(() => TrainingRuns.Report("reward", progress => run.Run(pairs, progress, cancellationToken), "scores every cell's answers"), cancellationToken).ConfigureAwait(false);
        return result;
    }
}
