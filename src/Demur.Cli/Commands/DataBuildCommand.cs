using System.CommandLine;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Data.Formats;
using Demur.Data.Mixes;
using Demur.Data.Overlap;
using Demur.Data.Own;
using Demur.Data.Provenance;
using Demur.Data.Suites;
using Demur.Evaluation.Runs;

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
    private static readonly Option<DirectoryInfo?> From = new("--from") { Description = "A run whose weakest tasks get more rows; goes with --patch." };
    private static readonly Option<string?> Patch = new("--patch") { Description = "'weakest' doubles the rows of the tasks that the run in --from complied with most." };
    private static readonly Option<int> Seed = CommonOptions.Seed();

    public static Command Create()
    {
        var command = new Command("build", "Build training rows with exact budgets: task x document x (harmful | benign twin), direct and ordinary requests.") { MixName, Out, From, Patch, Seed };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var mix = Patched(BuiltInMixes.Find(parsed.GetRequiredValue(MixName)), parsed.GetValue(Patch), parsed.GetValue(From));
        var seed = parsed.GetValue(Seed);
        var rows = new MixBuilder(new MixContent(OwnContent.Answers)).Build(mix, seed);
        await CheckAsync(rows, cancellationToken).ConfigureAwait(false);
        var path = parsed.GetRequiredValue(Out).FullName;
        RowFileWriter.Write(path, rows);
        ProvenanceFile.Write(path, rows, mix, seed);
        Terminal.Out.WriteLine(
            $"{path}: {rows.Count} rows, {rows.Count(row => row.Label == SampleLabel.Harmful)} refusals, {rows.Count(row => row.Label == SampleLabel.Harmless)} answers, " +
            $"{rows.Count(row => row.Task is not null)} of them tasks on documents (mix {mix.Name}, seed {Words.Count(seed)}); no row stands in an embedded suite");
        return ExitCodes.Ok;
    }

    private static async Task CheckAsync(IReadOnlyList<TrainingRow> rows, CancellationToken cancellationToken)
    {
        var suites = OwnSuites.Names.Select(name => OwnSuites.Find(name)!).ToArray();
        var report = await new ContaminationCheck(new OverlapOptions(), embedder: null).RunAsync(rows, suites, cancellationToken).ConfigureAwait(false);
        if (report.Matches is [var first, ..])
        {
            throw new DemurException(
                $"{report.Matches.Count} training rows stand in a suite, the first being row {first.RowId} in {first.Suite}. Train and test content must differ: 'demur data check' lists them all.");
        }
    }

    private static Mix Patched(Mix mix, string? patch, DirectoryInfo? from)
    {
        switch (patch, from)
        {
            case (null, null):
                return mix;
            case ("weakest", { } folder):
                return Patched(mix, folder);
            default:
                throw new DemurException("--patch weakest and --from RUN go together: the run says which tasks are weakest.");
        }
    }

    private static Mix Patched(Mix mix, DirectoryInfo folder)
    {
        var weakest = WeakestTasks.Of(RunFolder.Open(folder.FullName).Summarise(), [.. mix.Tasks.Keys]);
        var patched = MixPatch.Doubled(mix, weakest);
        foreach (var task in weakest)
        {
            var (before, after) = (mix.Tasks[task], patched.Tasks[task]);
            Terminal.Out.WriteLine(
                $"{task}, among the weakest of {folder.Name}: {before.Rows()} -> {after.Rows()} rows{(after.Rows() < 2 * before.Rows() ? ", all that the own content has" : "")}");
        }

        return patched;
    }
}
