using Demur.Abstractions;

namespace Demur.Data.Formats;

/// <summary>One record of a CSV file.</summary>
/// <param name="line">The line it begins on, from 1.</param>
/// <param name="columns">The column numbers by name, from the header.</param>
/// <param name="fields">The fields in order.</param>
public sealed class CsvRecord(int line, IReadOnlyDictionary<string, int> columns, IReadOnlyList<string> fields)
{
    /// <summary>Gets the line that the record begins on, from 1.</summary>
    public int Line => line;

    /// <summary>Gives a field by its column's name.</summary>
    /// <param name="column">The name in the header.</param>
    /// <exception cref="DemurException">There is no such column, or the record is too short.</exception>
    public string Field(string column)
    {
        if (!columns.TryGetValue(column, out var index))
        {
            throw new DemurException($"there is no column '{column}'; the header has {string.Join(", ", columns.Keys)}. Name the columns with --map prompt=...,response=....");
        }

        return index < fields.Count
            ? fields[index]
            : throw new DemurException($"the record has {fields.Count} fields, and column '{column}' would be number {index + 1}.");
    }

    /// <summary>Tells whether the file has a column.</summary>
    /// <param name="column">The name in the header.</param>
    public bool Has(string column) => columns.ContainsKey(column);
}
