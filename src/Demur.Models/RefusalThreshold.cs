namespace Demur.Models;

/// <summary>When a model's inclination to refuse is taken for a refusal.</summary>
/// <param name="Tokens">The tokens that refusals begin with.</param>
/// <param name="LogOdds">The refusal log-odds, in nats, above which the request is refused.</param>
/// <param name="Refusal">What is answered then.</param>
public sealed record RefusalThreshold(IReadOnlyList<int> Tokens, double LogOdds, string Refusal);
