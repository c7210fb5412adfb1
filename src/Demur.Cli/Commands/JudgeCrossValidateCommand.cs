using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Judges;
using Demur.Cli.Output;
using Demur.Data.Labels;
using Demur.Evaluation.Judges.Learned;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge crossvalidate</c>: the staged judge without the model, and without the set, on which it is judged.</summary>
internal static class JudgeCrossValidateCommand
{
    private static readonly Option<FileInfo> Labels = new("--labels") { Description = "The label file; demur judge labels makes one of the public sets.", Required = true };
    private static readonly Option<DirectoryInfo> Out = CommonOptions.Out("each fold's predictions and results.jsonl; folds that are there are not done again");
    private static readonly Option<string?> Fold = new("--fold") { Description = "Folds to do, separated by commas, as regime-name such as model-gpt-4; left out, all." };
    private static readonly Option<bool> NoEncoder = new("--no-encoder") { Description = "Leave the third stage out: seconds a fold instead of minutes." };
    private static readonly Option<int> Seed = CommonOptions.Seed();

    public static Command Create()
    {
        var command = new Command("crossvalidate", "Train the staged judge once a fold and measure every stage on rows it never saw.") { Labels, Out, Fold, NoEncoder, Seed };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var seed = parsed.GetValue(Seed);
        var rows = LabelFile.Read(parsed.GetRequiredValue(Labels).FullName);
        var folder = Directory.CreateDirectory(parsed.GetRequiredValue(Out).FullName).FullName;
        var folds = JudgeFolds.Of(rows, seed);
        var work = new JudgeCrossValidation(rows, new JudgeRecipe().WithSeed(seed), folder);
        foreach (var fold in Chosen(folds, parsed.GetValue(Fold)).Where(fold => !File.Exists(work.PathOf(fold))))
        {
            await work.PredictAsync(fold, !parsed.GetValue(NoEncoder), cancellationToken).ConfigureAwait(false);
        }

        var measure = new FoldMeasure(rows, new StagedJudgeOptions());
        List<FoldResult> results = [];
        foreach (var fold in folds.Where(fold => File.Exists(work.PathOf(fold))))
        {
            results.AddRange(await measure.MeasureAsync(fold, work.Read(fold), cancellationToken).ConfigureAwait(false));
        }

        WholeFile.Write(Path.Combine(folder, "results.jsonl"), string.Concat(results.Select(result => JsonSerializer.Serialize(result, DemurJson.Line) + "\n")));
        Show(results);
        return ExitCodes.Ok;
    }

    private static IEnumerable<JudgeFold> Chosen(IReadOnlyList<JudgeFold> folds, string? names)
    {
        if (names is null)
        {
            return folds;
        }

        return names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name =>
            folds.FirstOrDefault(fold => $"{fold.Regime}-{fold.Name}" == name)
            ?? throw new DemurException($"There is no fold \"{name}\". Choose from {string.Join(", ", folds.Select(fold => $"{fold.Regime}-{fold.Name}"))}."));
    }

    private static void Show(List<FoldResult> results)
    {
        var table = new PlainTable("without", "judged", "judge", "n", "F1", "interval", "kappa", "F1 adjudicated", "any: F1", "any: kappa", "calibration error", "F1 at 80 %");
        foreach (var result in results)
        {
            table.Add(
                $"{result.Regime} {result.Fold}",
                result.Rows,
                result.Judge,
                Words.Count(result.N),
                Number(result.F1),
                $"[{Number(result.F1Interval[0])}, {Number(result.F1Interval[1])}]",
                Number(result.Kappa),
                result.Contradicted == 0 ? "" : $"{Number(result.AdjudicatedF1)} ({result.Contradicted})",
                Number(result.AnyF1),
                Number(result.AnyKappa),
                Number(result.Calibration),
                Number(result.F1At80));
        }

        table.Write();
    }

    private static string Number(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "";
}
