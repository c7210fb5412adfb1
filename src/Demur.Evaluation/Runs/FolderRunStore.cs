using System.Runtime.CompilerServices;
using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Keeps each run's record as a file of its own in a folder.</summary>
/// <param name="folder">The folder; made at the first save.</param>
public sealed class FolderRunStore(string folder) : IRunStore
{
    private readonly Lock _saving = new();

    /// <inheritdoc/>
    public Task SaveAsync(RunRecord run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_saving)
        {
            Directory.CreateDirectory(folder);
            RunFiles.WriteJson(Path.Combine(folder, $"{run.Id}.json"), run);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
        foreach (var run in files.Select(RunFiles.ReadJson<RunRecord>).OrderBy(run => run.StartedAt).ThenBy(run => run.Id.Value, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return run;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }
}
