namespace Demur.Data.Own;

/// <summary>A multiple-choice question on general knowledge.</summary>
public sealed record ChoiceQuestion
{
    /// <summary>Gets the id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the question.</summary>
    public required string Question { get; init; }

    /// <summary>Gets the choices.</summary>
    public required IReadOnlyList<string> Choices { get; init; }

    /// <summary>Gets the index of the right choice, from 0.</summary>
    public required int Answer { get; init; }
}
