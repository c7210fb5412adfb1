namespace Demur.Cli.Replication.CrossTask;

/// <summary>How much a cell of the cross-task grid trains on and measures.</summary>
internal sealed record CrossTaskSizes
{
    /// <summary>Gets everyday requests with the model's own answers.</summary>
    public int Ordinary { get; init; } = 150;

    /// <summary>Gets benign twins of harmful requests with the model's own answers.</summary>
    public int Twins { get; init; } = 100;

    /// <summary>Gets tasks on ordinary documents with the model's own answers, for each of the five tasks.</summary>
    public int UsefulPerTask { get; init; } = 10;

    /// <summary>Gets the harmful test documents.</summary>
    public int Harmful { get; init; } = 100;

    /// <summary>Gets the useful test documents.</summary>
    public int Useful { get; init; } = 40;

    /// <summary>Gets the news articles.</summary>
    public int News { get; init; } = 20;

    /// <summary>Gets the new tokens of an answer.</summary>
    public int NewTokens { get; init; } = 32;

    /// <summary>Gets all own-answer rows.</summary>
    public int OwnAnswers => Ordinary + Twins + (CrossTaskGrid.Tasks.Count * UsefulPerTask);
}
