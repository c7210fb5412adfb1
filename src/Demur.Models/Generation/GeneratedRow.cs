namespace Demur.Models.Generation;

/// <summary>The continuation of one prompt.</summary>
/// <param name="Tokens">The new tokens, without the one that stopped them.</param>
/// <param name="End">Why it ended.</param>
/// <param name="StopToken">The token that stopped it, when one did.</param>
public sealed record GeneratedRow(IReadOnlyList<int> Tokens, GenerationEnd End, int? StopToken);
