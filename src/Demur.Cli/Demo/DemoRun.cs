using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Suites;
using Demur.Cli.Targets;
using Demur.Data.Catalogue;
using Demur.Data.Formats;
using Demur.Data.Importers;
using Demur.Data.Mixes;
using Demur.Data.Own;
using Demur.Evaluation.Runs;
using Demur.Models;
using Demur.Models.Checkpoints;
using Demur.Training.Recipes;
using Demur.Training.Trainers;

namespace Demur.Cli.Demo;

/// <summary>The main job end to end: measure, build data, tune, measure again, compare.</summary>
/// <param name="settings">Folder, model, recipe, sizes and seed.</param>
internal sealed class DemoRun(DemoSettings settings)
{
    /// <summary>Runs every stage; a stage whose result lies in the folder already is not repeated.</summary>
    /// <exception cref="DemurException">There is no such model, or the folder holds something else.</exception>
    public async Task<DemoResult> RunAsync(CancellationToken cancellationToken)
    {
        Check();
        var recipe = BuiltInRecipes.Find(settings.Recipe);
        var suites = settings.Sizes.Suites.Concat(PublicSets()).Select(entry => SuiteResolver.Resolve(entry.Suite, entry.Limit, settings.Seed)[0]).ToArray();

        Say("1/5", $"measuring {settings.Model} on {suites.Sum(suite => suite.Samples.Count)} samples, none of a harm category that is trained on");
        var baseline = await EvaluateAsync(settings.Model, "baseline", suites, cancellationToken).ConfigureAwait(false);

        var rows = new MixBuilder(new MixContent(OwnContent.Answers)).Build(BuiltInMixes.Find(recipe.Mix), settings.Seed);
        var data = Path.Combine(settings.Folder, "rows.jsonl");
        RowFileWriter.Write(data, rows);
        Say("2/5", $"built {rows.Count} training rows: {rows.Count(row => row.Label == SampleLabel.Harmful)} refusals, {rows.Count(row => row.Label == SampleLabel.Harmless)} answers of the model's own");

        Say("3/5", $"tuning with the recipe '{recipe.Name}'");
        var tuned = await Task.Run(() => Tune(recipe, data, rows, cancellationToken), cancellationToken).ConfigureAwait(false);

        Say("4/5", "measuring the tuned model on the same samples");
        var candidate = await EvaluateAsync(tuned, "tuned", suites, cancellationToken).ConfigureAwait(false);

        Say("5/5", "comparing pair by pair");
        return new DemoResult(baseline, candidate, RunComparison.Of(RunFolder.Open(baseline), RunFolder.Open(candidate)));
    }

    private void Check()
    {
        Checkpoint.Open(LocalTarget.ResultOf(settings.Model)).Dispose();
        if (Directory.Exists(settings.Folder) && Directory.EnumerateFileSystemEntries(settings.Folder).ToArray() is [var first, ..] entries &&
            !entries.Any(entry => Path.GetFileName(entry) is "baseline"))
        {
            throw new DemurException($"--out {settings.Folder} holds {Path.GetFileName(first)} and no run of the demo. Choose an empty or a new folder.");
        }
    }

    private IEnumerable<(string Suite, int Limit)> PublicSets()
    {
        var store = DataStore.Default();
        return settings.Sizes.Public == 0
            ? []
            : DemoSizes.PublicSets
                .Where(set => PublicSuites.IsPresent(PublicSuites.All.Single(suite => suite.Name == set.Suite), store))
                .Select(set => (set.Suite, settings.Sizes.Public));
    }

    private async Task<string> EvaluateAsync(string model, string name, IReadOnlyList<Suite> suites, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(settings.Folder, name);
        using var target = LocalTarget.Open(model, settings.Placement, new LocalChatOptions(), name);
        await EvaluationRuns.RunAsync(
            new EvaluationPlan
            {
                Target = target.Client,
                TargetInfo = target.Info,
                Suites = suites,
                Folder = folder,
                Resume = true,
                Seed = settings.Seed,
                Concurrency = 64,
                Arguments = settings.Arguments,
                Resolved = new Dictionary<string, string> { ["dtype"] = target.Model.Model.ComputeDType.ToString() },
            },
            cancellationToken).ConfigureAwait(false);
        return folder;
    }

    private string Tune(Recipe recipe, string data, IReadOnlyList<TrainingRow> rows, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(settings.Folder, "tuning");
        var adapter = Path.Combine(folder, TuningRun.AdapterFolder);
        return Directory.Exists(adapter) ? adapter : TrainingRuns.Run(
            new TuningRunSettings
            {
                Folder = folder,
                Model = settings.Model,
                Recipe = recipe with { Sft = recipe.Sft with { Seed = settings.Seed } },
                Placement = settings.Placement with { MergeAdapter = false },
                Resume = true,
                Data = data,
                Arguments = settings.Arguments,
            },
            rows,
            cancellationToken);
    }

    private static void Say(string stage, string text) => Terminal.Error.WriteLine($"[{stage}] {text}");
}
