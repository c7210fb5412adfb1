using Demur.Abstractions;
using Microsoft.Extensions.AI;

namespace Demur.Cli.Targets;

/// <summary>Something that answers, and what a run records of it.</summary>
internal sealed class OpenTarget(IChatClient client, RunTarget info, IReadOnlyList<IDisposable> owned) : IDisposable
{
    public IChatClient Client => client;

    public RunTarget Info => info;

    /// <summary>Gets whether the target is asked over a network or a process, so that tries, times and rates matter.</summary>
    public bool IsRemote { get; init; }

    /// <summary>Gets the settings as resolved, for the record.</summary>
    public IReadOnlyDictionary<string, string> Resolved { get; init; } = new Dictionary<string, string>();

    public void Dispose()
    {
        foreach (var part in owned)
        {
            part.Dispose();
        }
    }
}
