using System.CommandLine;
using Demur.Cli.Output;
using Demur.Data.Preferences;
using Demur.Training.Trainers;

namespace Demur.Cli.Commands;

/// <summary><c>demur train dpo</c>: preference optimisation with DPO or a relative of it.</summary>
internal static class TrainDpoCommand
{
    private static readonly TrainOptions Common = new("preferences", PairUse.Dpo);
    private static readonly Option<FileInfo> Pairs = new("--pairs") { Description = "Preference pairs: .jsonl with prompt, chosen and rejected.", Required = true };
    private static readonly Option<double?> Beta = new Option<double?>("--beta") { Description = "The factor on log-ratios instead of the recipe's." }.Above(0, 100);

    public static Command Create()
    {
        var command = Common.AddTo(new Command("dpo", "Preference optimisation on pairs of a chosen and a rejected answer.") { Pairs, Beta });
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var data = parsed.GetRequiredValue(Pairs).FullName;
        var recipe = Common.Recipe(parsed);
        var dpo = Common.Override(parsed, recipe.Dpo);
        recipe = recipe with { Dpo = dpo with { Loss = dpo.Loss with { Beta = parsed.GetValue(Beta) ?? dpo.Loss.Beta } } };
        var run = new DpoRun(Common.Settings(parsed, recipe, data)) { Validation = Common.Held(parsed, path => Common.ReadPairs(parsed, path)) };
        return TrainingRuns.Report(recipe.Name, progress => run.Run(Common.ReadPairs(parsed, data), progress, cancellationToken));
    }
}
