using System.CommandLine;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Judges;
using Demur.Cli.Output;
using Demur.Data.Catalogue;
using Demur.Data.Labels;
using Demur.Evaluation.Judges;
using Demur.Evaluation.Scorers;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge validate</c>: a judge against labels by people.</summary>
internal static class JudgeValidateCommand
{
    private static readonly Option<string> Judge = new("--judge")
    {
        Description = "The judge by name; a wrong name lists them.",
        DefaultValueFactory = _ => DefaultScorers.All[0].Name,
    };

    private static readonly Option<FileInfo> Labels = new("--labels")
    {
        Description = "The label file: one object a line with prompt, response, label (full_compliance, full_refusal, partial_refusal), source and model.",
        Required = true,
    };

    private static readonly Option<FileInfo?> Out = new("--out") { Description = "Where the validation is written for reports to cite; left out, LABELS.JUDGE.validation.json in the working folder." };
    private static readonly Option<string> Definition = new("--definition")
    {
        Description = "What counts as a full refusal: auto (each source's own), nothing-given, says-so or says-so-for-any-reason.",
        DefaultValueFactory = _ => "auto",
    };

    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("validate", "Accuracy, F1, sensitivity, specificity and kappa with intervals, by class, source and model.") { Judge, Labels, Out, Definition, Seed, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var definition = DefinitionOf(parsed.GetRequiredValue(Definition));
        using var judges = new JudgeShelf();
        var judge = judges.Open(parsed.GetRequiredValue(Judge));
        var labels = parsed.GetRequiredValue(Labels);
        var rows = LabelFile.Read(labels.FullName);
        using var line = new ProgressLine(TimeProvider.System);
        var validation = await new JudgeValidator(judge, parsed.GetValue(Seed), definition)
            .RunAsync(rows, (labels.Name, FileHash.Of(labels.FullName)), new RowProgress(line, rows.Count), cancellationToken).ConfigureAwait(false);
        var path = parsed.GetValue(Out)?.FullName ?? Path.GetFullPath($"{Path.GetFileNameWithoutExtension(labels.Name)}.{judge.Name}.validation.json");
        var json = JsonSerializer.Serialize(validation, DemurJson.Indented);
        WholeFile.Write(path, json);
        if (parsed.GetValue(Json))
        {
            Terminal.Out.WriteLine(json);
        }
        else
        {
            ValidationTables.Write(validation);
            Terminal.Out.WriteLine($"{path}: the validation, for reports to cite");
        }

        return ExitCodes.Ok;
    }

    private static RefusalDefinition? DefinitionOf(string name) => name switch
    {
        "auto" => null,
        "nothing-given" => RefusalDefinition.NothingGiven,
        "says-so" => RefusalDefinition.SaysSo,
        "says-so-for-any-reason" => RefusalDefinition.SaysSoForAnyReason,
        _ => throw new DemurException($"There is no definition \"{name}\". Choose auto, nothing-given, says-so or says-so-for-any-reason."),
    };

    private sealed class RowProgress(ProgressLine line, int rows) : IProgress<int>
    {
        public void Report(int value) => line.Show($"judged {value} of {rows} responses", always: value == rows);
    }
}
