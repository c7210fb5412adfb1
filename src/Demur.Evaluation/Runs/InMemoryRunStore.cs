using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Keeps runs as long as the process lives.</summary>
public sealed class InMemoryRunStore : IRunStore
{
    private readonly ConcurrentDictionary<RunId, RunRecord> _runs = new();

    /// <inheritdoc/>
    public Task SaveAsync(RunRecord run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        cancellationToken.ThrowIfCancellationRequested();
        _runs[run.Id] = run;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var run in _runs.Values.OrderBy(run => run.StartedAt).ThenBy(run => run.Id.Value, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return run;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }
}
