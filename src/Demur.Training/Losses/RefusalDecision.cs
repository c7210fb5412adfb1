namespace Demur.Training.Losses;

/// <summary>What the refusal decision is measured by.</summary>
/// <param name="Tokens">The tokens that refusals begin with.</param>
/// <param name="Divisor">The labelled rows of the whole optimiser step.</param>
/// <param name="HarmlessWeight">The weight of rows that are not to be refused; the others weigh 1.</param>
public sealed record RefusalDecision(IReadOnlyList<int> Tokens, double Divisor, double HarmlessWeight = 1);
