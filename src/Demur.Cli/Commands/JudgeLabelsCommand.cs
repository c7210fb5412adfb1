using System.CommandLine;
using Demur.Cli.Output;
using Demur.Data.Catalogue;
using Demur.Data.Labels;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge labels</c>: label files from public sets.</summary>
internal static class JudgeLabelsCommand
{
    private static readonly Argument<string[]> Sets = new("set") { Description = $"Sets with labels by people: {string.Join(", ", LabelSets.All.Select(set => set.Name))}. Left out, all.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The label file (.jsonl) to write.", Required = true };

    public static Command Create()
    {
        var command = new Command("labels", "Write the labelled responses of public sets as a label file.") { Sets, Out };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var given = parsed.GetValue(Sets);
        string[] names = given is { Length: > 0 } ? given : [.. LabelSets.All.Select(set => set.Name)];
        var rows = names.SelectMany(name => LabelSets.Read(name, DataStore.Default().Root)).ToArray();
        var path = parsed.GetRequiredValue(Out).FullName;
        LabelFile.Write(path, rows);
        var table = new PlainTable("source", "model", "rows", "full refusal", "partial refusal", "licence");
        foreach (var model in rows.GroupBy(row => (row.Source, row.Model)))
        {
            table.Add(
                model.Key.Source,
                model.Key.Model,
                Words.Count(model.Count()),
                Words.Count(model.Count(row => row.Label == Abstractions.Outcome.FullRefusal)),
                Words.Count(model.Count(row => row.Label == Abstractions.Outcome.PartialRefusal)),
                LabelSets.LicenceOf(model.Key.Source));
        }

        table.Write();
        Terminal.Out.WriteLine($"{path}: {Words.Count(rows.Length)} labelled responses");
        return ExitCodes.Ok;
    }
}
