using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Data.Formats;
using Demur.Data.Mixes;
using Demur.Data.Own;

namespace Demur.Cli.Commands;

/// <summary><c>demur data build</c>: training rows from own content, by a mix.</summary>
internal static class DataBuildCommand
{
    private static readonly Option<string> MixName = new("--mix")
    {
        Description = $"A built-in mix ({string.Join(", ", BuiltInMixes.Names)}) or the path of a YAML file.",
        DefaultValueFactory = _ => "balanced",
    };

    private static readonly Option<FileInfo> Out = new("--out") { Description = "The .jsonl file to write.", Required = true };
    private static readonly Option<int> Seed = CommonOptions.Seed();

    public static Command Create()
    {
        var command = new Command("build", "Build training rows with exact budgets: task x document x (harmful | benign twin), direct and ordinary requests.") { MixName, Out, Seed };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var mix = BuiltInMixes.Find(parsed.GetRequiredValue(MixName));
        var rows = new MixBuilder(new MixContent(OwnContent.Answers)).Build(mix, parsed.GetValue(Seed));
        var path = parsed.GetRequiredValue(Out).FullName;
        RowFileWriter.Write(path, rows);
        Terminal.Out.WriteLine(
            $"{path}: {rows.Count} rows, {rows.Count(row => row.Label == SampleLabel.Harmful)} refusals, {rows.Count(row => row.Label == SampleLabel.Harmless)} answers, " +
            $"{rows.Count(row => row.Task is not null)} of them tasks on documents (mix {mix.Name}, seed {Words.Count(parsed.GetValue(Seed))})");
        return ExitCodes.Ok;
    }
}
