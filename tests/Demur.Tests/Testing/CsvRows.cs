using System.Text;

namespace Demur.Tests.Testing;

/// <summary>Reads the comma-separated files of public data sets: quotes, doubled quotes and line ends inside fields.</summary>
internal static class CsvRows
{
    /// <summary>Reads all rows, each by column name.</summary>
    public static List<Dictionary<string, string>> Read(TextReader reader)
    {
        var records = Records(reader.ReadToEnd()).ToList();
        var names = records[0];
        return [.. records.Skip(1).Select(record => names.Zip(record).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }

    /// <summary>Reads all rows of a file.</summary>
    public static List<Dictionary<string, string>> Read(string path)
    {
        using var reader = new StreamReader(path);
        return Read(reader);
    }

    private static IEnumerable<List<string>> Records(string text)
    {
        var (record, field, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (quoted)
            {
                if (character == '"' && i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append(text[++i]);
                }
                else if (character == '"')
                {
                    quoted = false;
                }
                else
                {
                    field.Append(character);
                }
            }
            else if (character == '"')
            {
                quoted = true;
            }
            else if (character is ',' or '\n')
            {
                record.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (character == '\n')
                {
                    yield return record;
                    record = [];
                }
            }
            else
            {
                field.Append(character);
            }
        }

        if (field.Length > 0 || record.Count > 0)
        {
            record.Add(field.ToString().TrimEnd('\r'));
            yield return record;
        }
    }
}
