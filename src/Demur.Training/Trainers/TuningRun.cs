using System.Text;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Formats;
using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;
using Demur.Training.Batching;
using Demur.Training.Checkpointing;
using Demur.Training.Distributed;

namespace Demur.Training.Trainers;

/// <summary>A whole tuning run in a folder: what made it, its steps, its checkpoints, and the model that came out.</summary>
/// <param name="settings">The folder and what to train.</param>
/// <param name="method">The method's name, for the record.</param>
/// <param name="options">The method's part of the recipe.</param>
public sealed class TuningRun(TuningRunSettings settings, string method, TrainingOptions options)
{
    private const string StepsFile = "steps.jsonl";

    /// <summary>The file that says what made the run.</summary>
    public const string RecordFile = "run.json";

    /// <summary>The sub-folder that holds the tuned adapter in PEFT's layout.</summary>
    public const string AdapterFolder = "adapter";

    /// <summary>The sub-folder that holds the whole tuned model, in Hugging Face's layout.</summary>
    public const string ModelFolder = "model";

    /// <summary>Gets the requests of preference data, which a reward model and other runs share none of; <see langword="null"/> for other data.</summary>
    public TrainedRequests? Requests { get; init; }

    /// <summary>Gets what writes the result into the model's folder instead of the adapter or the weights; an adapter is merged before.</summary>
    public Action<string, LocalModel, Checkpoint>? SaveWith { get; init; }

    /// <summary>Trains, or goes on with the folder's run.</summary>
    /// <param name="rows">The ids of all rows, which with the settings tell one run from another.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="train">Trains, given the opened model; stops with a checkpoint when cancelled.</param>
    /// <returns>The folder of the tuned adapter or model, to be named as a target.</returns>
    /// <exception cref="DemurException">The folder holds another run or a finished one, or the rows teach nothing.</exception>
    public string Run(IEnumerable<string> rows, IProgress<TrainingStep>? progress, Action<TuningContext> train)
    {
        ArgumentNullException.ThrowIfNull(train);
        YamlFile.CheckRanges(settings.Recipe, settings.Recipe.Name);
        var hash = RunHash(rows);
        if (RankEnvironment.Read(Environment.GetEnvironmentVariable) is null or { Rank: 0 })
        {
            CheckFolder(hash);
            Requests?.CheckApart(settings.Folder);
        }

        // Gradients of an embedding and the narrow copies of its weights come and go with every step.
        TorchRuntime.KeepLargeBlocks(settings.Full);
        using var ranks = Ranks.Connect();
        using var checkpoint = Checkpoint.Open(settings.Model, new CheckpointOptions());
        using var local = LocalModel.Load(checkpoint, Placement());
        var template = local.Template ?? throw new DemurException($"'{settings.Model}' has no chat template, so conversations cannot be rendered for it. Take an instruct checkpoint.");
        using var adapter = settings.Full ? null : LoraAdapter.Create(local.Model, settings.Recipe.Lora.ToOptions(local.Model.Config.LayerCount), options.Seed);
        using var dropout = new Generator(options.Seed, local.Model.Device);
        var context = new TuningContext
        {
            Local = local,
            Adapter = adapter,
            Parameters = adapter is null ? TrainableParameters.AllOf(local.Model) : TrainableParameters.Of(adapter),
            Rows = new RowTokenizer(local.Tokenizer, template, new RowTokenizerOptions { LossOn = settings.LossOn, MaxTokens = settings.Recipe.MaxTokens, Variables = local.TemplateVariables }),
            Dropout = dropout,
            Checkpoints = keep => Begin(ranks, hash, keep),
            Steps = ranks.Rank == 0 ? new StepLog(Path.Combine(settings.Folder, StepsFile), progress) : null,
            Ranks = ranks,
            Figure = settings.Figure is { } figure ? () => figure.Measure(local) : null,
            Best = () => new TrainingCheckpoints(Path.Combine(settings.Folder, "best"), hash, keep: 1),
        };
        local.Model.SetGradientCheckpointing(options.GradientCheckpointing, dropout);
        train(context);
        local.Model.SetGradientCheckpointing(on: false);
        var result = Path.Combine(settings.Folder, adapter is null || SaveWith is not null || checkpoint.AdapterPath is not null ? ModelFolder : AdapterFolder);
        if (ranks.Rank == 0)
        {
            Save(result, context, checkpoint);
        }

        ranks.Meet();
        return result;
    }

    private void Save(string target, TuningContext context, Checkpoint checkpoint)
    {
        if (SaveWith is not null)
        {
            context.Adapter?.Merge();
            SaveWith(target, context.Local, checkpoint);
            Requests?.Write(target);
            return;
        }

        if (context.Adapter is { } adapter && checkpoint.AdapterPath is null)
        {
            adapter.Save(target, settings.Model);
            return;
        }

        // Trained on top of another adapter, both become part of the weights.
        context.Adapter?.Merge(reversible: false);
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        CheckpointWriter.Save(target, checkpoint, [.. context.Local.Model.Parameters.Select(parameter => TensorToWrite.Of(parameter.Name, parameter.View()))]);
    }

    // Full tuning keeps float32 weights and computes in the chosen type; an adapter's frozen base needs no second copy.
    private LocalModelOptions Placement() => settings.Full
        ? settings.Placement with { DType = ScalarType.Float32, ComputeDType = settings.Placement.DType ?? TorchRuntime.PreferredDType }
        : settings.Placement with { MergeAdapter = true };

    private void CheckFolder(string hash)
    {
        var path = Path.Combine(settings.Folder, RecordFile);
        if (Directory.Exists(Path.Combine(settings.Folder, AdapterFolder)) || Directory.Exists(Path.Combine(settings.Folder, ModelFolder)))
        {
            throw new DemurException($"'{settings.Folder}' holds a finished run. Choose another --out.");
        }

        if (File.Exists(path))
        {
            var stored = JsonSerializer.Deserialize<TuningRunRecord>(File.ReadAllText(path), DemurJson.Line)!;
            if (!settings.Resume)
            {
                throw new DemurException($"'{settings.Folder}' holds a run that is not finished. Pass --resume to go on with it, or choose another --out.");
            }

            if (stored.RunHash != hash)
            {
                throw new DemurException($"'{settings.Folder}' holds a run with other settings or rows ({stored.RunHash}, this one is {hash}). Resume with the same arguments, or choose another --out.");
            }
        }
    }

    // Nothing is written before model and rows were read without a fault.
    private TrainingCheckpoints Begin(Ranks ranks, string hash, int keep)
    {
        if (ranks.Rank == 0 && !File.Exists(Path.Combine(settings.Folder, RecordFile)))
        {
            WriteRecord(hash);
            Requests?.Write(settings.Folder);
        }

        return new TrainingCheckpoints(Path.Combine(settings.Folder, "checkpoints"), hash, keep);
    }

    private void WriteRecord(string hash)
    {
        var path = Path.Combine(settings.Folder, RecordFile);
        var record = new TuningRunRecord
        {
            Method = method, RunHash = hash, Model = settings.Model, Full = settings.Full, LossOn = settings.LossOn, Recipe = settings.Recipe, Data = settings.Data,
            Arguments = settings.Arguments, Libtorch = TorchRuntime.Version, Processor = TorchRuntime.Processor.ToString(), Threads = TorchRuntime.Threads,
        };
        WholeFile.Write(path, JsonSerializer.Serialize(record, DemurJson.Indented) + "\n");
    }

    private string RunHash(IEnumerable<string> rows)
    {
        var text = new StringBuilder(JsonSerializer.Serialize(settings.Recipe, DemurJson.Line)).Append(method).Append(settings.Model).Append(settings.Full).Append(settings.LossOn);
        foreach (var row in rows.Concat(settings.Figure?.Samples ?? []))
        {
            text.Append('\n').Append(row);
        }

        return ShortHash.Of(text.ToString());
    }

    // A run that goes on repeats the steps since its last checkpoint, so what was written of them is dropped.
    private sealed class StepLog(string path, IProgress<TrainingStep>? next) : IProgress<TrainingStep>
    {
        private bool begun;

        public void Report(TrainingStep value)
        {
            if (!begun && File.Exists(path))
            {
                WholeFile.WriteLines(path, File.ReadLines(path).Take(value.Step));
            }

            begun = true;
            File.AppendAllText(path, JsonSerializer.Serialize(value, DemurJson.Line) + "\n");
            next?.Report(value);
        }
    }
}
