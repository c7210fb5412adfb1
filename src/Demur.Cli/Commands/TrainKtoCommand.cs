using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Data.Preferences;
using Demur.Training.Trainers;

namespace Demur.Cli.Commands;

/// <summary><c>demur train kto</c>: tuning on single answers that are marked good or bad.</summary>
internal static class TrainKtoCommand
{
    private static readonly TrainOptions Common = new("kto", PairUse.Dpo);
    private static readonly Option<FileInfo?> Data = new("--data") { Description = "Rated answers: .jsonl with prompt, completion and desirable (or TRL's label), true or false." };
    private static readonly Option<FileInfo?> Pairs = new("--pairs") { Description = "Preference pairs instead; each gives a good and a bad answer." };
    private static readonly Option<double?> Beta = new("--beta") { Description = "The factor on log-ratios instead of the recipe's." };

    public static Command Create()
    {
        var command = Common.AddTo(new Command("kto", "Tuning on single answers that are marked good or bad; no pairs are needed.") { Data, Pairs, Beta });
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (data, pairs) = (parsed.GetValue(Data)?.FullName, parsed.GetValue(Pairs)?.FullName);
        if (data is null == pairs is null)
        {
            throw new DemurException("demur train kto takes either rated answers with --data or preference pairs with --pairs.");
        }

        var recipe = Common.Recipe(parsed);
        var kto = Common.Override(parsed, recipe.Kto);
        recipe = recipe with { Kto = kto with { Loss = kto.Loss with { Beta = parsed.GetValue(Beta) ?? kto.Loss.Beta } } };
        var run = new KtoRun(Common.Settings(parsed, recipe, data ?? pairs!)) { Validation = Common.Held(parsed, Read) };
        return TrainingRuns.Report(recipe.Name, progress => run.Run(Read(data ?? pairs!), progress, cancellationToken));

        IReadOnlyList<RatedAnswer> Read(string path) => data is not null ? Common.ReadRated(parsed, path) : [.. Common.ReadPairs(parsed, path).SelectMany(RatedAnswer.Of)];
    }
}
