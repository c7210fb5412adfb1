using System.Globalization;
using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Training.Checkpointing;

/// <summary>Keeps the last few states of a run in a folder, so that a run that was killed goes on as if it had not been.</summary>
/// <remarks>
/// A state is written under a temporary name, flushed to the disk and renamed, the record that vouches for it last;
/// a state without a record, or with another hash than its record says, is passed over for the one before it.
/// </remarks>
/// <param name="folder">The folder; created when the first state is saved.</param>
/// <param name="runHash">The hash of the run's settings and rows; states of other runs are refused.</param>
/// <param name="keep">How many states stay.</param>
public sealed class TrainingCheckpoints(string folder, string runHash, int keep)
{
    private const string RecordSuffix = ".json";
    private const string StateSuffix = ".safetensors";

    /// <summary>Saves a state.</summary>
    /// <param name="state">What to save.</param>
    /// <param name="step">The steps done.</param>
    public void Save(TrainingState state, int step)
    {
        using var scope = new TensorScope();
        Directory.CreateDirectory(folder);
        var name = NameOf(step);
        SafetensorsWriter.Write(name + StateSuffix, [.. state.Snapshot().Select(tensor => TensorToWrite.Of(tensor.Key, tensor.Value))]);
        var record = new CheckpointRecord(step, state.Optimizer.Steps, runHash, FileHash.Of(name + StateSuffix));
        WholeFile.Write(name + RecordSuffix, JsonSerializer.Serialize(record, DemurJson.Indented) + "\n");
        foreach (var old in Records().OrderByDescending(found => found.Step).Skip(keep))
        {
            File.Delete(NameOf(old.Step) + RecordSuffix);
            File.Delete(NameOf(old.Step) + StateSuffix);
        }
    }

    /// <summary>Puts the newest whole state back.</summary>
    /// <param name="state">What to overwrite; its shapes must be those that were saved.</param>
    /// <returns>The steps that were done, or 0 when there is no whole state.</returns>
    /// <exception cref="DemurException">The states in the folder are another run's.</exception>
    public int Resume(TrainingState state)
    {
        foreach (var record in Records().OrderByDescending(found => found.Step))
        {
            if (record.RunHash != runHash)
            {
                throw new DemurException(
                    $"The checkpoints in '{folder}' belong to a run with other settings or rows ({record.RunHash}, this one is {runHash}). " +
                    "Resume with the same arguments and data, or choose another --out.");
            }

            var path = NameOf(record.Step) + StateSuffix;
            if (File.Exists(path) && FileHash.Of(path) == record.StateSha256)
            {
                using var source = SafetensorsSource.Open(path);
                state.Restore(source.Load);
                state.Optimizer.Steps = record.OptimizerSteps;
                return record.Step;
            }
        }

        return 0;
    }

    private IEnumerable<CheckpointRecord> Records() => !Directory.Exists(folder) ? [] : Directory
        .EnumerateFiles(folder, "step-*" + RecordSuffix)
        .Select(Read)
        .OfType<CheckpointRecord>();

    private static CheckpointRecord? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<CheckpointRecord>(File.ReadAllText(path), DemurJson.Line);
        }
        catch (JsonException)
        {
            // A record that was cut off vouches for nothing.
            return null;
        }
    }

    private string NameOf(int step) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"step-{step:D6}"));
}
