using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Data.Formats;

namespace Demur.Data.Importers;

/// <summary>Opens the files of one set, each checked against the catalogue first, and makes samples that say where they come from.</summary>
internal sealed class SetReader(DataStore store, PublicSet set)
{
    /// <summary>Reads the records of a CSV file.</summary>
    public IEnumerable<CsvRecord> Csv(string path) => CsvFile.Read(store.Require(set, path));

    /// <summary>Reads the lines of a text file that are not empty, trimmed.</summary>
    public IEnumerable<string> Lines(string path) => File.ReadLines(store.Require(set, path)).Select(line => line.Trim()).Where(line => line.Length > 0);

    /// <summary>Reads a JSON file whole.</summary>
    public JsonElement Json(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(store.Require(set, path)));
        return document.RootElement.Clone();
    }

    /// <summary>Reads a JSON file whole without comparing its hash: labelled sets may lack rows that are kept for tests.</summary>
    /// <exception cref="DemurException">The file is missing.</exception>
    public JsonElement JsonAsFound(string path)
    {
        if (!store.Has(set, set.File(path)))
        {
            return Json(path);
        }

        using var document = JsonDocument.Parse(File.ReadAllText(store.PathOf(set, set.File(path))));
        return document.RootElement.Clone();
    }

    /// <summary>Reads a file of one JSON object a line.</summary>
    public IEnumerable<JsonElement> JsonLines(string path)
    {
        foreach (var line in Lines(path))
        {
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }

    /// <summary>Makes a sample of one question; white space around it is not part of it.</summary>
    public Sample Sample(string path, string prompt, SampleLabel label)
    {
        ChatTurn[] messages = [new(ChatTurn.User, prompt.Trim())];
        return new Sample
        {
            Id = Abstractions.Sample.IdOf(messages), Messages = messages, Label = label, Source = set.Name, Licence = set.File(path).Licence,
        };
    }

    /// <summary>Makes a training row of one question and its answer.</summary>
    public TrainingRow Row(string path, string prompt, string answer, SampleLabel label)
    {
        ChatTurn[] messages = [new(ChatTurn.User, prompt.Trim()), new(ChatTurn.Assistant, answer.Trim())];
        return new TrainingRow
        {
            Id = Abstractions.Sample.IdOf(messages), Messages = messages, Label = label, Source = set.Name, Licence = set.File(path).Licence,
        };
    }
}
