using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Demur.Cli.Demo;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Tensors;

namespace Demur.Cli.Commands;

/// <summary><c>demur demo</c>: the main job on the embedded model, in minutes.</summary>
internal static class DemoCommand
{
    private static readonly Option<DirectoryInfo> Out = new("--out")
    {
        Description = "The folder for everything the demo makes; run again with the same folder, it goes on where it was.",
        DefaultValueFactory = _ => new DirectoryInfo("demo-run"),
    };

    private static readonly Option<string> Model = CommonOptions.Model();
    private static readonly Option<string?> Recipe = new("--recipe")
    {
        Description = "The training recipe: 'balanced', or 'compact' where matrix work runs in float32, which also measures fewer samples.",
    };
    private static readonly Option<bool> Quick = new("--quick") { Description = "Fewer samples and training rows: under two minutes, wider intervals." };
    private static readonly Option<int> Seed = CommonOptions.Seed();
    private static readonly Option<string> DType = CommonOptions.DType();
    private static readonly Option<string> Device = CommonOptions.Device();

    public static Command Create()
    {
        var command = new Command("demo", "Measure the embedded model, teach it to refuse across tasks, measure it again.") { Out, Model, Recipe, Quick, Seed, DType, Device };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var folder = parsed.GetRequiredValue(Out).FullName;
        var placement = LocalTarget.Placement(parsed.GetRequiredValue(DType), parsed.GetRequiredValue(Device));
        var (recipe, sizes) = DemoSizes.For(parsed.GetValue(Quick), placement.DType ?? TorchRuntime.PreferredDType);
        var result = await new DemoRun(new DemoSettings
        {
            Folder = folder,
            Model = parsed.GetRequiredValue(Model),
            Recipe = parsed.GetValue(Recipe) ?? recipe,
            Sizes = sizes,
            Seed = parsed.GetValue(Seed),
            Placement = placement,
            Arguments = [.. parsed.Tokens.Select(token => token.Value)],
        }).RunAsync(cancellationToken).ConfigureAwait(false);

        HeadlineTable.Write(result.Comparison);
        foreach (var note in result.Comparison.Notes)
        {
            Terminal.Out.WriteLine(note);
        }

        var report = ReportFile.Write(Path.Combine(folder, "report.html"), [result.Baseline, result.Candidate]);
        Terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"took {Stopwatch.GetElapsedTime(started):m\\:ss} min; report: {report}"));
        return ExitCodes.Ok;
    }
}
