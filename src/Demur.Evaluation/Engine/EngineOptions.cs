using System.ComponentModel.DataAnnotations;
using Demur.Abstractions;

namespace Demur.Evaluation.Engine;

/// <summary>How a target is called: tries, time, budget, cache.</summary>
public sealed record EngineOptions
{
    /// <summary>Gets the tries a sample gets in one session, the first included.</summary>
    /// <remarks>Only failures that may pass are tried again: rate limits, time-outs, broken connections, a provider's own errors.</remarks>
    /// <value>The default is 1, which tries nothing again.</value>
    [Range(1, 100)]
    public int Attempts { get; init; } = 1;

    /// <summary>Gets the time one try may take, or <see langword="null"/> for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Gets the wait after the first failure where the provider does not say; each further one doubles it.</summary>
    /// <value>The default is 1 second.</value>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets the longest wait between tries that the engine chooses itself; a provider may ask for more.</summary>
    /// <value>The default is 60 seconds.</value>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets what the run may use up, over all its sessions.</summary>
    public BudgetLimits Budget { get; init; } = new();

    /// <summary>Gets the folder of stored answers, or <see langword="null"/> for none.</summary>
    public string? Cache { get; init; }

    /// <summary>Throws when a value is out of its range.</summary>
    /// <exception cref="DemurException">It is; the message names it.</exception>
    public void Check()
    {
        if (Attempts is < 1 or > 100)
        {
            throw new DemurException($"{Attempts} attempts are not possible; give 1 to 100.");
        }

        if (Timeout is { } timeout && timeout <= TimeSpan.Zero)
        {
            throw new DemurException($"A time-out of {timeout.TotalSeconds} s is not possible; give more than 0.");
        }

        Budget.Check();
    }
}
