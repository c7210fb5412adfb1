using Demur.Abstractions;
using Demur.Cli.Replication.CrossTask;
using Demur.Cli.Replication.Derta;
using Demur.Cli.Replication.SafeToServe;

namespace Demur.Cli.Replication;

/// <summary>All claims, by name.</summary>
internal static class ReplicationClaims
{
    /// <summary>What runs every claim, one after the other.</summary>
    public const string Every = "all";

    /// <summary>Gets the claims in the order in which <see cref="Every"/> runs them.</summary>
    /// <remarks>Made when it is asked for: a help text needs the names alone.</remarks>
    public static IReadOnlyList<IReplicationClaim> All => field ??=
        [new CrossTaskClaim(new CrossTaskSizes()), new SafeToServeClaim(new SafeToServeSizes()), new DertaClaim(new DertaSizes())];

    /// <summary>Finds one claim, or all of them.</summary>
    /// <exception cref="DemurException">There is none of that name.</exception>
    public static IReadOnlyList<IReplicationClaim> Find(string name) => name == Every ? All
        : All.FirstOrDefault(claim => claim.Name == name) is { } claim ? [claim]
        : throw new DemurException($"There is no claim '{name}'. Known are {string.Join(", ", All.Select(claim => claim.Name))}, and {Every}.");
}
