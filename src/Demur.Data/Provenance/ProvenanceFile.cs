using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Catalogue;
using Demur.Data.Mixes;

namespace Demur.Data.Provenance;

/// <summary>Writes and reads the provenance record beside a file of training rows: <c>F.jsonl</c> has <c>F.jsonl.provenance.json</c>.</summary>
public static class ProvenanceFile
{
    /// <summary>Names the record of a file.</summary>
    /// <param name="path">The file of training rows.</param>
    public static string PathOf(string path) => path + ".provenance.json";

    /// <summary>Writes the record of a file that has just been built.</summary>
    /// <param name="path">The file, complete.</param>
    /// <param name="rows">The rows in it.</param>
    /// <param name="mix">The mix, or <see langword="null"/> when it was not built from one.</param>
    /// <param name="seed">The seed of the draw, or <see langword="null"/>.</param>
    /// <returns>What was written.</returns>
    public static DataProvenance Write(string path, IReadOnlyCollection<TrainingRow> rows, Mix? mix, int? seed)
    {
        var provenance = DataProvenance.Of(rows, FileHash.Of(path), mix, seed);
        WholeFile.Write(PathOf(path), JsonSerializer.Serialize(provenance, DemurJson.Indented) + "\n");
        return provenance;
    }

    /// <summary>Reads the record of a file, or gives <see langword="null"/> when there is none.</summary>
    /// <param name="path">The file of training rows.</param>
    /// <exception cref="DemurException">The record is not one, or the file was changed since it was written.</exception>
    public static DataProvenance? Read(string path)
    {
        var place = PathOf(path);
        if (!File.Exists(place))
        {
            return null;
        }

        var provenance = Parse(place);
        var found = FileHash.Of(path);
        return found == provenance.Sha256
            ? provenance
            : throw new DemurException(
                $"'{path}' was changed after it was built: its sha256 is {found}, and '{place}' says {provenance.Sha256}. Build it again, or delete the record if the change is meant.");
    }

    private static DataProvenance Parse(string place)
    {
        try
        {
            return JsonSerializer.Deserialize<DataProvenance>(File.ReadAllText(place), DemurJson.Line)
                ?? throw new DemurException($"'{place}' holds null where a provenance record is expected. Build the data again.");
        }
        catch (JsonException exception)
        {
            throw new DemurException($"'{place}' is not a provenance record: {exception.Message} Build the data again.", exception);
        }
    }
}
