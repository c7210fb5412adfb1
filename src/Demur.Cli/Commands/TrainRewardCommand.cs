using System.CommandLine;
using Demur.Cli.Output;
using Demur.Data.Preferences;
using Demur.Training.Trainers;

namespace Demur.Cli.Commands;

/// <summary><c>demur train reward</c>: a reward model or a harm detector.</summary>
internal static class TrainRewardCommand
{
    private static readonly TrainOptions Common = new("reward", PairUse.Reward);
    private static readonly Option<FileInfo> Pairs = new("--pairs") { Description = "Preference pairs: .jsonl with prompt, chosen and rejected.", Required = true };
    private static readonly Option<bool> Harm = new("--harm-detector") { Description = "Learn safe (chosen, above 0) from harmful (rejected, below 0) instead of better from worse." };
    private static readonly Option<bool> AsReleased = new("--as-released") { Description = "Count the harm detector's cross-entropy twice beside a pairwise term, as MLLM-Protector's code does." };

    public static Command Create()
    {
        var command = Common.AddTo(new Command("reward", "A score head on pairs: a reward model, or with --harm-detector a harm detector.") { Pairs, Harm, AsReleased });
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var data = parsed.GetRequiredValue(Pairs).FullName;
        var recipe = Common.Recipe(parsed);
        var options = Common.Override(parsed, recipe.Reward);
        recipe = recipe with
        {
            Reward = options with
            {
                Kind = parsed.GetValue(Harm) ? ScoreHeadKind.HarmDetector : options.Kind,
                AsReleased = parsed.GetValue(AsReleased) || options.AsReleased,
            },
        };
        var run = new RewardRun(Common.Settings(parsed, recipe, data)) { Validation = Common.Held(parsed, path => Common.ReadPairs(parsed, path)) };
        return TrainingRuns.Report(recipe.Name, progress => run.Run(Common.ReadPairs(parsed, data), progress, cancellationToken), "a sequence classifier; 'demur train raft --reward' ranks with it");
    }
}
