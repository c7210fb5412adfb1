namespace Demur.Training.Losses;

/// <summary>What the refusal decision is measured by.</summary>
/// <param name="Tokens">The tokens that refusals begin with.</param>
/// <param name="Divisor">The labelled rows of the whole optimiser step.</param>
public sealed record RefusalDecision(IReadOnlyList<int> Tokens, double Divisor);
