namespace Demur.Evaluation.Judges.Harm;

/// <summary>What a harm judge is asked about.</summary>
/// <param name="Request">The request or text.</param>
/// <param name="Answer">The answer that is judged, or <see langword="null"/> where the request itself is.</param>
public readonly record struct HarmQuestion(string Request, string? Answer);
