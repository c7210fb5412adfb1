using System.Text.Json.Nodes;
using Demur.Abstractions;

namespace Demur.Cli.Calibration;

/// <summary>What a guard gives one labelled sample; high says harmful.</summary>
internal sealed record ScoreRow(string Id, string? Pair, SampleLabel Label, double Score)
{
    /// <summary>Reads JSON lines of <c>id</c>, <c>label</c> and <c>score</c>; a <c>projection</c>, as <c>direction monitor --out</c> writes it, is a score too.</summary>
    public static IReadOnlyList<ScoreRow> Read(string file)
    {
        try
        {
            return [.. File.ReadLines(file).Index().Where(line => line.Item.Length > 0).Select(line => Of(line.Item) ?? throw new DemurException(
                $"{file}, line {line.Index + 1}: is no scored sample. Each line needs an id, a label (harmful or harmless) and a finite score."))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Text.Json.JsonException)
        {
            throw new DemurException($"{file}: holds no scores ({exception.Message.Split('\n')[0]}). Give JSON lines with id, label and score.", exception);
        }
    }

    private static ScoreRow? Of(string line) =>
        JsonNode.Parse(line) is JsonObject row && Text(row["id"]) is { } id && Enum.TryParse<SampleLabel>(Text(row["label"]), ignoreCase: true, out var label) && label != SampleLabel.Controversial
            && (row["score"] ?? row["projection"]) is JsonValue value && value.TryGetValue<double>(out var score) && double.IsFinite(score)
            ? new ScoreRow(id, Text(row["pair"]), label, score)
            : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
