using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Harm;
using Demur.Data.Catalogue;
using Demur.Data.Labels.Harm;
using Demur.Evaluation.Judges.Harm;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge harm validate</c>: a judge of harm against labels.</summary>
internal static class JudgeHarmValidateCommand
{
    private static readonly Option<string> Judge = new("--judge") { Description = HarmShelf.Names, DefaultValueFactory = _ => HarmShelf.Embedded };
    private static readonly Option<double?> Threshold = HarmOptions.Threshold();
    private static readonly Option<FileInfo> Labels = new("--labels") { Description = "The label file: one object a line with prompt, harmful, source, and response where an answer is labelled; group and category where known.", Required = true };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "Where the validation is written for reports to cite; left out, LABELS.harm.validation.json in the working folder." };
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("validate", "F1, AUROC, precision, recall, false positives and kappa with intervals, by source and identity group.") { Judge, Threshold, Labels, Out, Seed, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var labels = parsed.GetRequiredValue(Labels);
        var rows = HarmLabelFile.Read(labels.FullName);
        using var shelf = new HarmShelf(parsed.GetValue(Threshold));
        var judge = shelf.Open(parsed.GetRequiredValue(Judge));
        var start = Stopwatch.GetTimestamp();
        var verdicts = await HarmBatches.JudgeAsync(judge, [.. rows.Select(row => new HarmQuestion(row.Prompt, row.Response))], cancellationToken).ConfigureAwait(false);
        var seed = parsed.GetValue(Seed);
        var validation = new HarmValidation
        {
            Judge = judge.Name,
            Identity = judge.Identity,
            Labels = labels.Name,
            LabelsSha256 = FileHash.Of(labels.FullName),
            Seed = seed,
            RowsPerSecond = Math.Round(rows.Count / Stopwatch.GetElapsedTime(start).TotalSeconds, 1),
            Slices = new HarmSlices(seed).Of([.. rows.Zip(verdicts, (row, verdict) => new HarmJudged(row, verdict))]),
        };
        var json = JsonSerializer.Serialize(validation, DemurJson.Indented);
        var path = parsed.GetValue(Out)?.FullName ?? Path.GetFullPath($"{Path.GetFileNameWithoutExtension(labels.Name)}.harm.validation.json");
        WholeFile.Write(path, json);
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(json);
        }
        else
        {
            HarmTables.Write(validation);
            Terminal.Out.WriteLine($"{path}: the validation, for reports to cite");
        }

        return ExitCodes.Ok;
    }
}
