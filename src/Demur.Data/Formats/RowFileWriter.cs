using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Formats;

/// <summary>Writes training rows as JSON Lines with messages, the form that other trainers read too.</summary>
public static class RowFileWriter
{
    /// <summary>Writes the rows under a temporary name and renames the file.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="rows">The rows.</param>
    public static void Write(string path, IEnumerable<TrainingRow> rows) =>
        WholeFile.WriteLines(path, rows.Select(row => JsonSerializer.Serialize(row, DemurJson.Line)));
}
