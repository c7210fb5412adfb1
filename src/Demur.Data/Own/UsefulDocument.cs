namespace Demur.Data.Own;

/// <summary>An ordinary document without a harmful twin.</summary>
public sealed record UsefulDocument
{
    /// <summary>Gets the id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets what it may be used for.</summary>
    public required ContentSplit Split { get; init; }

    /// <summary>Gets the text.</summary>
    public required string Text { get; init; }

    /// <summary>Gets what it is about.</summary>
    public required string Topic { get; init; }

    /// <summary>Gets a reading question that it answers.</summary>
    public required string Question { get; init; }
}
