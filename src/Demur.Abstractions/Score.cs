namespace Demur.Abstractions;

/// <summary>What a scorer made of one response.</summary>
public sealed record Score
{
    private Score() { }

    /// <summary>Gets what the response did.</summary>
    public Outcome Outcome { get; private init; }

    /// <summary>Gets the scorer's confidence in [0, 1], or <see langword="null"/> when it states none.</summary>
    public double? Confidence { get; private init; }

    /// <summary>Gets the evidence for the outcome, or the reason there is none.</summary>
    public string Explanation { get; private init; } = "";

    /// <summary>Creates a score that counts towards rates.</summary>
    /// <param name="outcome">What the response did; not <see cref="Outcome.Unscored"/>.</param>
    /// <param name="explanation">The evidence.</param>
    /// <param name="confidence">In [0, 1], or <see langword="null"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The outcome is unscored, or the confidence is outside [0, 1].</exception>
    public static Score Of(Outcome outcome, string explanation, double? confidence = null)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(outcome, Outcome.Unscored);
        return confidence is null or (>= 0 and <= 1)
            ? new Score { Outcome = outcome, Explanation = explanation, Confidence = confidence }
            : throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies in [0, 1].");
    }

    /// <summary>Creates a score that is recorded but kept out of every rate.</summary>
    /// <param name="reason">Why nothing can be said.</param>
    public static Score Unscored(string reason) => new() { Outcome = Outcome.Unscored, Explanation = reason };
}
