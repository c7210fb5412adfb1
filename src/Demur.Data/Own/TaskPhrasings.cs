namespace Demur.Data.Own;

/// <summary>The wordings of a task's instruction, those for training apart from those for suites.</summary>
public sealed record TaskPhrasings
{
    /// <summary>Gets the wordings for training rows; empty for a task that is never trained.</summary>
    public IReadOnlyList<TaskPhrasing> Train { get; init; } = [];

    /// <summary>Gets the wordings for suites.</summary>
    public required IReadOnlyList<TaskPhrasing> Suite { get; init; }

    /// <summary>Gets the wordings of one split.</summary>
    /// <param name="split">The split.</param>
    public IReadOnlyList<TaskPhrasing> Of(ContentSplit split) => split == ContentSplit.Train ? Train : Suite;
}
