namespace Demur.Steering.Safeguards;

/// <summary>Where a query lies under one prompt.</summary>
/// <param name="Prompt">none, text or soft.</param>
/// <param name="IsHarmless">What kind of query it is.</param>
/// <param name="Coordinates">The anchor's first dimensions.</param>
/// <param name="Refusal">The logit of the refusal probe: above 0 the model would answer.</param>
/// <param name="Harmfulness">The logit of the harmfulness probe: above 0 the query is harmless.</param>
public sealed record SafeguardPoint(string Prompt, bool IsHarmless, IReadOnlyList<double> Coordinates, double Refusal, double Harmfulness);
