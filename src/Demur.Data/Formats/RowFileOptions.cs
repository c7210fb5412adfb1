namespace Demur.Data.Formats;

/// <summary>Configures the reading of training rows.</summary>
public sealed record RowFileOptions
{
    /// <summary>Gets whether bad rows are left out and counted.</summary>
    /// <value>The default is false: the first bad row ends the reading.</value>
    public bool SkipBad { get; init; }

    /// <summary>Gets the CSV columns that hold prompt, response and, if there is one, the system prompt.</summary>
    /// <value>The default is <c>prompt</c> and <c>response</c>, without a system prompt.</value>
    public CsvColumns Columns { get; init; } = new("prompt", "response", null);
}
