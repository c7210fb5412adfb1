using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Reads and writes files of a run folder whole: to a temporary name, then renamed.</summary>
internal static class RunFiles
{
    /// <summary>Writes a value as one JSON file that people read.</summary>
    public static void WriteJson<T>(string path, T value) =>
        WholeFile.Write(path, stream => JsonSerializer.Serialize(stream, value, DemurJson.Indented));

    /// <summary>Writes one JSON value a line.</summary>
    public static void WriteLines<T>(string path, IEnumerable<T> values) => WholeFile.Write(path, stream =>
    {
        foreach (var value in values)
        {
            JsonSerializer.Serialize(stream, value, DemurJson.Line);
            stream.WriteByte((byte)'\n');
        }
    });

    /// <summary>Reads a JSON file.</summary>
    public static T ReadJson<T>(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, DemurJson.Line) ?? throw new JsonException("it holds null");
        }
        catch (JsonException broken)
        {
            throw new DemurException($"{path} is not what Demur wrote there: {broken.Message} Restore it, or start a new run in another folder.", broken);
        }
    }

    /// <summary>Reads one JSON value a line. A broken last line is left out: it was torn when the run was stopped.</summary>
    public static IEnumerable<T> ReadLines<T>(string path)
    {
        using var reader = new StreamReader(path);
        var number = 0;
        for (var line = reader.ReadLine(); line is not null; line = reader.ReadLine())
        {
            number++;
            T? value;
            try
            {
                value = JsonSerializer.Deserialize<T>(line, DemurJson.Line);
            }
            catch (JsonException broken)
            {
                if (reader.Peek() < 0)
                {
                    yield break;
                }

                throw new DemurException(
                    $"{path}, line {number}, is not JSON: {broken.Message} Remove the line to lose what it holds alone, or begin again in another folder.", broken);
            }

            if (value is not null)
            {
                yield return value;
            }
        }
    }

    /// <summary>Cuts off what follows the last line end: a line that was being written when the run was killed.</summary>
    public static void CutTornLine(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        var end = stream.Length;
        while (end > 0)
        {
            stream.Position = end - 1;
            if (stream.ReadByte() == '\n')
            {
                break;
            }

            end--;
        }

        if (end < stream.Length)
        {
            stream.SetLength(end);
        }
    }

    /// <summary>Writes the different lines of several files into one, in their order; a torn last line is left out.</summary>
    public static void JoinLines(string path, IReadOnlyList<string> files)
    {
        foreach (var file in files)
        {
            CutTornLine(file);
        }

        WholeFile.WriteLines(path, files.SelectMany(File.ReadLines).Distinct(StringComparer.Ordinal));
    }
}
