namespace Demur.Abstractions;

/// <summary>Keeps the records of runs, so that they can be found again.</summary>
/// <remarks>Implementations are thread safe. A save is whole or not at all, also when it is cancelled.</remarks>
public interface IRunStore
{
    /// <summary>Saves a run, replacing one with the same id.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops before anything is changed.</param>
    Task SaveAsync(RunRecord run, CancellationToken cancellationToken);

    /// <summary>Reads all runs, oldest first.</summary>
    /// <param name="cancellationToken">Stops between runs.</param>
    IAsyncEnumerable<RunRecord> ReadAsync(CancellationToken cancellationToken);
}
