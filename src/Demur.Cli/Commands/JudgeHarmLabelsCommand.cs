using System.CommandLine;
using Demur.Cli.Output;
using Demur.Data.Catalogue;
using Demur.Data.Labels.Harm;

namespace Demur.Cli.Commands;

/// <summary><c>demur judge harm labels</c>: label files of harm from public sets.</summary>
internal static class JudgeHarmLabelsCommand
{
    private static readonly Argument<string[]> Sets = new("set") { Description = $"Sets: {string.Join(", ", HarmLabelSets.All.Select(set => set.Name))}. Left out, every one that is here.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "The label file (.jsonl) to write.", Required = true };

    public static Command Create()
    {
        var command = new Command("labels", "Write what public sets say of harm as a label file: texts, requests and answers.") { Sets, Out };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var rows = HarmLabelSets.Read(parsed.GetValue(Sets) ?? [], DataStore.Default().Root);
        var path = parsed.GetRequiredValue(Out).FullName;
        HarmLabelFile.Write(path, rows);
        var table = new PlainTable("source", "what", "rows", "harmful", "labelled by", "licence");
        foreach (var source in rows.GroupBy(row => row.Source, StringComparer.Ordinal))
        {
            var first = source.First();
            table.Add(
                source.Key,
                first.Response is null ? "text or request" : "answer",
                Words.Count(source.Count()),
                Words.Count(source.Count(row => row.Harmful)),
                first.LabelledBy,
                string.Join(", ", source.Select(row => row.Licence).Distinct(StringComparer.Ordinal)));
        }

        table.Write();
        Terminal.Out.WriteLine($"{path}: {Words.Count(rows.Count)} rows");
        return ExitCodes.Ok;
    }
}
