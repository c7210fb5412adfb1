namespace Demur.Models.Checkpoints.Hub;

/// <summary>One file of a repository.</summary>
/// <param name="Path">Its path in the repository, with forward slashes.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Hash">What its content hashes to: SHA-256 (64 digits) for large files, Git's SHA-1 of a blob (40 digits) for others. The cache names it so.</param>
internal sealed record HubFile(string Path, long Size, string Hash);
