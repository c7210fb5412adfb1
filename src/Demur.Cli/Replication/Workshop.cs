using System.Diagnostics;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Cli.Output;
using Demur.Cli.Targets;
using Demur.Data.Formats;
using Demur.Data.Provenance;
using Demur.Evaluation.Runs;
using Demur.Models;
using Demur.Training.Recipes;
using Demur.Training.Trainers;

namespace Demur.Cli.Replication;

/// <summary>What cells are made with: the model, public data, folders; and the steps that all claims share.</summary>
internal sealed record Workshop
{
    /// <summary>Gets the checkpoint that is tuned and measured.</summary>
    public required string Model { get; init; }

    /// <summary>Gets the folder of public sets.</summary>
    public required string Data { get; init; }

    /// <summary>Gets the folder of all claims' run folders.</summary>
    public required string Out { get; init; }

    public required LocalModelOptions Placement { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Gets the most answers that are written together.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>Names a cell's folder.</summary>
    public string FolderOf(string claim, ReplicationCell cell) => Path.Combine(Out, claim, cell.Id);

    /// <summary>Tunes on rows, or takes the adapter that lies in the folder already.</summary>
    public CellTraining Tune(string folder, Recipe recipe, IReadOnlyList<TrainingRow> rows, CancellationToken cancellationToken)
    {
        var data = Path.Combine(folder, "rows.jsonl");
        RowFileWriter.Write(data, rows);
        ProvenanceFile.Write(data, rows, mix: null, recipe.Sft.Seed);
        return Finish(folder, recipe, [.. rows.Select(row => row.Id)], () => TrainingRuns.Run(Settings(folder, recipe, data), rows, cancellationToken));
    }

    /// <summary>Gives the settings of a tuning run in a cell's folder.</summary>
    public TuningRunSettings Settings(string folder, Recipe recipe, string data) => new()
    {
        Folder = TuningFolder(folder), Model = Model, Recipe = recipe, Placement = Placement with { MergeAdapter = false }, Resume = true, Data = data, Arguments = Arguments,
    };

    /// <summary>Runs a tuning unless its adapter is there, and describes it.</summary>
    /// <param name="folder">The cell's folder.</param>
    /// <param name="recipe">The recipe.</param>
    /// <param name="ids">The ids of the training rows.</param>
    /// <param name="run">Tunes.</param>
    public static CellTraining Finish(string folder, Recipe recipe, IReadOnlyList<string> ids, Action run)
    {
        var tuning = TuningFolder(folder);
        var adapter = Path.Combine(tuning, TuningRun.AdapterFolder);
        if (!Directory.Exists(adapter))
        {
            run();
        }

        var seconds = File.ReadLines(Path.Combine(tuning, "steps.jsonl")).Sum(line => JsonSerializer.Deserialize<TrainingStep>(line, DemurJson.Line)!.Seconds);
        return new CellTraining(adapter, ids.Count, ShortHash.Of(string.Join('\n', ids)), ShortHash.Of(JsonSerializer.Serialize(recipe, DemurJson.Line)), seconds);
    }

    /// <summary>Measures a model on suites, or goes on where an earlier sitting stopped.</summary>
    /// <param name="target">The opened model.</param>
    /// <param name="folder">The run folder.</param>
    /// <param name="suites">The suites.</param>
    /// <param name="seed">The seed of everything drawn.</param>
    /// <param name="decoding">How answers are decoded; greedily when left out.</param>
    /// <param name="cancellationToken">Stops; what is finished is kept.</param>
    public async Task<MeasuredRun> MeasureAsync(LocalTarget target, string folder, IReadOnlyList<Suite> suites, int seed, DecodingSettings? decoding, CancellationToken cancellationToken)
    {
        var resumed = RunFolder.IsRun(folder);
        var started = Stopwatch.GetTimestamp();
        await EvaluationRuns.RunAsync(
            new EvaluationPlan
            {
                Target = target.Client,
                TargetInfo = target.Info,
                Suites = suites,
                Folder = folder,
                Resume = true,
                Seed = seed,
                Decoding = decoding ?? new DecodingSettings(),
                Concurrency = Concurrency,
                Arguments = Arguments,
                Resolved = new Dictionary<string, string> { ["dtype"] = target.Model.Model.ComputeDType.ToString(), ["device"] = target.Model.Model.Device.ToString() },
            },
            cancellationToken).ConfigureAwait(false);
        return new MeasuredRun(RunFolder.Open(folder), Stopwatch.GetElapsedTime(started).TotalSeconds, resumed);
    }

    private static string TuningFolder(string folder) => Path.Combine(folder, "tuning");
}
