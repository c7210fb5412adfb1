using System.CommandLine;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Data.Formats;
using Demur.Training.Recipes;
using Demur.Training.Trainers;

namespace Demur.Cli.Commands;

/// <summary><c>demur train sft</c>: supervised tuning, LoRA unless <c>--full</c>.</summary>
internal static class TrainSftCommand
{
    private static readonly Option<string> Model = CommonOptions.Model();
    private static readonly Option<FileInfo> Data = new("--data") { Description = "Training rows: .jsonl, .json or .csv with messages, ShareGPT or Alpaca rows.", Required = true };
    private static readonly Option<DirectoryInfo> Out = CommonOptions.Out("the run; the tuned adapter or model lies in a folder in it");
    private static readonly Option<string> RecipeName = new("--recipe")
    {
        Description = $"A built-in recipe ({string.Join(", ", BuiltInRecipes.Names)}) or the path of a YAML file.",
        DefaultValueFactory = _ => "balanced",
    };

    private static readonly Option<bool> Full = new("--full") { Description = "Tune all weights instead of an adapter." };
    private static readonly Option<bool> AsReleased = new("--loss-as-released") { Description = "Learn every token, the harmful document too, as the authors of Cross-Task Defense released it." };
    private static readonly Option<bool> SkipBad = new("--skip-bad") { Description = "Leave bad rows out and count them." };
    private static readonly Option<string?> Map = new("--map") { Description = "CSV columns, as prompt=NAME,response=NAME[,system=NAME]." };
    private static readonly Option<double?> LearningRate = new("--lr") { Description = "The peak learning rate instead of the recipe's." };
    private static readonly Option<int?> Epochs = new("--epochs") { Description = "Passes over the rows instead of the recipe's." };
    private static readonly Option<int?> Rank = new("--rank") { Description = "The adapter's rank instead of the recipe's; alpha stays twice the rank." };
    private static readonly Option<int?> MaxSteps = new("--max-steps") { Description = "Stop after this many optimiser steps." };
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<bool> Resume = CommonOptions.Resume();
    private static readonly Option<string> DType = CommonOptions.DType();
    private static readonly Option<string> Device = CommonOptions.Device();

    public static Command Create()
    {
        var command = new Command("sft", "Supervised tuning on the assistant's last turn of each row.")
        {
            Model, Data, Out, RecipeName, Full, AsReleased, SkipBad, Map, LearningRate, Epochs, Rank, MaxSteps, Seed, Resume, DType, Device,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var data = parsed.GetRequiredValue(Data).FullName;
        var content = new RowFileReader(new RowFileOptions { SkipBad = parsed.GetValue(SkipBad), Columns = CsvMapping.Parse(parsed.GetValue(Map)) }).Read(data);
        foreach (var skipped in content.Skipped)
        {
            Terminal.Error.WriteLine($"skipped: {skipped}");
        }

        var settings = new SftRunSettings
        {
            Folder = parsed.GetRequiredValue(Out).FullName,
            Model = parsed.GetRequiredValue(Model),
            Recipe = Override(BuiltInRecipes.Find(parsed.GetRequiredValue(RecipeName)), parsed),
            Full = parsed.GetValue(Full),
            LossOn = parsed.GetValue(AsReleased) ? LossOn.AsReleased : LossOn.Response,
            Placement = LocalTarget.Placement(parsed.GetRequiredValue(DType), parsed.GetRequiredValue(Device)) with { MergeAdapter = false },
            Resume = parsed.GetValue(Resume),
            Data = data,
            Arguments = [.. parsed.Tokens.Select(token => token.Value)],
        };
        var tuned = TrainingRuns.Run(settings, content.Rows, cancellationToken);
        Terminal.Out.WriteLine($"{tuned}: name it as --target, or as --model to go on from it");
        return ExitCodes.Ok;
    }

    private static Recipe Override(Recipe recipe, ParseResult parsed) => recipe with
    {
        Lora = parsed.GetValue(Rank) is { } rank ? recipe.Lora with { Rank = rank, Alpha = 2 * rank } : recipe.Lora,
        Sft = recipe.Sft with
        {
            LearningRate = parsed.GetValue(LearningRate) ?? recipe.Sft.LearningRate,
            Epochs = parsed.GetValue(Epochs) ?? recipe.Sft.Epochs,
            MaxSteps = parsed.GetValue(MaxSteps) ?? recipe.Sft.MaxSteps,
            Seed = parsed.GetValue(Seed),
        },
    };
}
