using System.Text;
using Demur.Abstractions;

namespace Demur.Data.Formats;

/// <summary>Reads comma-separated files as RFC 4180 describes them: quoted fields may hold commas, quotes and line ends.</summary>
public static class CsvFile
{
    /// <summary>Reads the records below the header.</summary>
    /// <param name="path">The file, in UTF-8 with or without a byte order mark.</param>
    /// <exception cref="DemurException">The file is empty, or a quoted field never ends.</exception>
    public static IEnumerable<CsvRecord> Read(string path)
    {
        using var reader = new StreamReader(path);
        var line = 1;
        if (ReadFields(reader, path, ref line) is not { } header)
        {
            throw new DemurException($"'{path}' is empty; a CSV file begins with a line of column names.");
        }

        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < header.Count; index++)
        {
            columns.TryAdd(header[index].Trim(), index);
        }

        for (var start = line; ReadFields(reader, path, ref line) is { } fields; start = line)
        {
            if (fields is not [""])
            {
                yield return new CsvRecord(start, columns, fields);
            }
        }
    }

    private static List<string>? ReadFields(StreamReader reader, string path, ref int line)
    {
        if (reader.Peek() < 0)
        {
            return null;
        }

        var first = line;
        List<string> fields = [];
        var field = new StringBuilder();
        var quoted = false;
        while (true)
        {
            var next = reader.Read();
            if (next < 0)
            {
                break;
            }

            var character = (char)next;
            if (character == '\n')
            {
                line++;
            }

            if (quoted)
            {
                if (character != '"')
                {
                    field.Append(character);
                }
                else if (reader.Peek() == '"')
                {
                    field.Append((char)reader.Read());
                }
                else
                {
                    quoted = false;
                }
            }
            else if (character == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (character == ',')
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (character == '\n')
            {
                fields.Add(field.ToString().TrimEnd('\r'));
                return fields;
            }
            else
            {
                field.Append(character);
            }
        }

        if (quoted)
        {
            throw new DemurException($"'{path}': the quoted field that begins in the record of line {first} never ends.");
        }

        fields.Add(field.ToString().TrimEnd('\r'));
        return fields;
    }
}
