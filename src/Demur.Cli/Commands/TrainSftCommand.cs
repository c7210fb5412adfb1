using System.CommandLine;
using Demur.Cli.Output;
using Demur.Data.Formats;
using Demur.Training.Trainers;

namespace Demur.Cli.Commands;

/// <summary><c>demur train sft</c>: supervised tuning, LoRA unless <c>--full</c>.</summary>
internal static class TrainSftCommand
{
    private static readonly TrainOptions Common = new("balanced");
    private static readonly Option<FileInfo> Data = new("--data") { Description = "Training rows: .jsonl, .json or .csv with messages, ShareGPT or Alpaca rows.", Required = true };
    private static readonly Option<bool> AsReleased = new("--loss-as-released") { Description = "Learn every token, the harmful document too, as the authors of Cross-Task Defense released it." };
    private static readonly Option<bool> SkipBad = new("--skip-bad") { Description = "Leave bad rows out and count them." };
    private static readonly Option<string?> Map = new("--map") { Description = "CSV columns, as prompt=NAME,response=NAME[,system=NAME]." };

    public static Command Create()
    {
        var command = Common.AddTo(new Command("sft", "Supervised tuning on the assistant's last turn of each row.") { Data, AsReleased, SkipBad, Map });
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        var recipe = Common.Recipe(parsed);
        var data = parsed.GetRequiredValue(Data).FullName;
        var reader = new RowFileReader(new RowFileOptions { SkipBad = parsed.GetValue(SkipBad), Columns = CsvMapping.Parse(parsed.GetValue(Map)) });
        var content = TrainOptions.ReadRows(reader, data);
        foreach (var skipped in content.Skipped)
        {
            Terminal.Error.WriteLine($"skipped: {skipped}");
        }

        recipe = recipe with { Sft = Common.Override(parsed, recipe.Sft) };
        var settings = Common.Settings(parsed, recipe, data) with { LossOn = parsed.GetValue(AsReleased) ? LossOn.AsReleased : LossOn.Response };
        return TrainingRuns.Report(recipe.Name, progress => new SftRun(settings) { Validation = Common.Held(parsed, path => reader.Read(path).Rows) }.Run(content.Rows, progress, cancellationToken));
    }
}
