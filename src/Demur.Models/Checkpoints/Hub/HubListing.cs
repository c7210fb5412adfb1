namespace Demur.Models.Checkpoints.Hub;

/// <summary>What a repository holds at one commit.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Files">The files.</param>
internal sealed record HubListing(string Commit, IReadOnlyList<HubFile> Files);
