namespace Demur.Evaluation.Judges.Rubrics;

/// <summary>One line that a judge's reply must end with: a choice, or a whole number in a range.</summary>
public sealed record RubricField
{
    /// <summary>Gets the word before the colon.</summary>
    public required string Key { get; init; }

    /// <summary>Gets what may stand behind it, or <see langword="null"/> for a number.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Gets the least number.</summary>
    public int? From { get; init; }

    /// <summary>Gets the greatest number.</summary>
    public int? To { get; init; }

    /// <summary>Tells whether a text is one of the choices, letter case ignored, or a whole number within the range.</summary>
    /// <param name="text">The text behind the colon.</param>
    public bool Takes(string text) => Choices is not null
        ? Choices.Contains(text, StringComparer.OrdinalIgnoreCase)
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= From && number <= To;
}
