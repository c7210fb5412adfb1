using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Data.Formats;
using Demur.Data.Preferences;
using Demur.Training.Trainers;

namespace Demur.Cli.Commands;

/// <summary><c>demur train derta</c>: decoupled refusal training.</summary>
internal static class TrainDertaCommand
{
    private static readonly TrainOptions Common = new("derta", PairUse.Dpo);
    private static readonly Option<FileInfo> Pairs = new("--pairs") { Description = "Pairs whose chosen answer refuses and whose rejected one is harmful: .jsonl with prompt, chosen and rejected.", Required = true };
    private static readonly Option<FileInfo?> Data = new("--data") { Description = "Ordinary training rows beside them." };

    public static Command Create()
    {
        var command = Common.AddTo(new Command("derta", "Decoupled refusal training: turn to a refusal at any point of a harmful answer.") { Pairs, Data });
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var pairs = parsed.GetRequiredValue(Pairs).FullName;
        var recipe = Common.Recipe(parsed);
        recipe = recipe with { Derta = Common.Override(parsed, recipe.Derta) };
        IReadOnlyList<TrainingRow> ordinary = parsed.GetValue(Data) is { } data ? TrainOptions.ReadRows(new RowFileReader(new RowFileOptions()), data.FullName).Rows : [];
        var run = new DertaRun(Common.Settings(parsed, recipe, pairs)) { Validation = Common.Held(parsed, path => Common.ReadPairs(parsed, path)) };
        return TrainingRuns.Report(recipe.Name, progress => run.Run(ordinary, Common.ReadPairs(parsed, pairs), progress, cancellationToken));
    }
}
