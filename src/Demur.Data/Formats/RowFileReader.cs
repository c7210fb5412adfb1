using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Formats;

/// <summary>Reads training rows from the files people have: JSON Lines or JSON with messages, ShareGPT or Alpaca rows, and CSV with a mapping.</summary>
/// <remarks>The form of each row is told from its keys, so that one file may mix them.</remarks>
/// <param name="options">What to do with bad rows, and how CSV columns map.</param>
public sealed class RowFileReader(RowFileOptions options)
{
    /// <summary>Reads a file whole.</summary>
    /// <param name="path">A file ending in <c>.jsonl</c>, <c>.json</c> or <c>.csv</c>.</param>
    /// <exception cref="DemurException">The file is missing or of another kind, or a row is bad and bad rows are not skipped.</exception>
    public RowFileContent Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new DemurException($"There is no file '{path}'. Name a .jsonl, .json or .csv file of training rows.");
        }

        List<TrainingRow> rows = [];
        List<string> skipped = [];
        foreach (var (place, parse) in Parsers(path))
        {
            try
            {
                rows.Add(parse());
            }
            catch (DemurException bad) when (options.SkipBad)
            {
                skipped.Add($"{path}, {place}: {bad.Message}");
            }
            catch (DemurException bad)
            {
                throw new DemurException($"{path}, {place}: {bad.Message} Mend the row; data check and train sft take --skip-bad, which leaves bad rows out and counts them.", bad);
            }
        }

        return new RowFileContent(rows, skipped);
    }

    private IEnumerable<(string Place, Func<TrainingRow> Parse)> Parsers(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".jsonl" => JsonLines.Texts(path)
            .Select(line => ($"line {line.Number}", (Func<TrainingRow>)(() => JsonLines.Parse(line.Text, JsonRow.Parse, "row")))),
        ".json" => ParseArray(path)
            .Select((element, index) => ($"row {index + 1}", (Func<TrainingRow>)(() => JsonRow.Parse(element)))),
        ".csv" => CsvFile.Read(path)
            .Select(record => ($"line {record.Line}", (Func<TrainingRow>)(() => CsvRow.Parse(record, options.Columns)))),
        var extension => throw new DemurException($"'{path}' ends in '{extension}'; training rows are read from .jsonl, .json and .csv files."),
    };

    private static JsonElement[] ParseArray(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(row => row.Clone())]
                : throw new DemurException($"'{path}' holds a JSON {document.RootElement.ValueKind}, but an array of rows is expected. One object a line goes into a .jsonl file.");
        }
        catch (JsonException exception)
        {
            throw new DemurException($"'{path}' is not valid JSON at line {(exception.LineNumber ?? 0) + 1}, column {(exception.BytePositionInLine ?? 0) + 1}.", exception);
        }
    }
}
