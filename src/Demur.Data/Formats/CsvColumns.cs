namespace Demur.Data.Formats;

/// <summary>Which columns of a CSV file hold what.</summary>
/// <param name="Prompt">The column with the request.</param>
/// <param name="Response">The column with the answer to learn.</param>
/// <param name="System">The column with a system prompt, or <see langword="null"/>.</param>
public sealed record CsvColumns(string Prompt, string Response, string? System);
