using Demur.Abstractions;

namespace Demur.Steering.Safeguards;

/// <summary>A request that a safeguard learns from.</summary>
/// <param name="Messages">The conversation, which ends with the user's turn.</param>
/// <param name="IsHarmless">Whether it should be answered.</param>
public sealed record SafeguardQuery(IReadOnlyList<ChatTurn> Messages, bool IsHarmless);
