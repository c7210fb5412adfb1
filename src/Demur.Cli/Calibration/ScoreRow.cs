using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Cli.Calibration;

/// <summary>What a guard gives one labelled sample; high says harmful.</summary>
internal sealed record ScoreRow(string Id, string? Pair, SampleLabel Label, double Score)
{
    /// <summary>Reads JSON lines of <c>id</c>, <c>label</c> and <c>score</c>; a <c>projection</c>, as <c>direction monitor --out</c> writes it, is a score too.</summary>
    public static IReadOnlyList<ScoreRow> Read(string file) => JsonLines.Read(file, Of, ("scored sample", "Give JSON lines with id, label and score."));

    private static ScoreRow Of(JsonElement row) =>
        Text(row, "id") is { } id && Enum.TryParse<SampleLabel>(Text(row, "label"), ignoreCase: true, out var label) && label != SampleLabel.Controversial
            && (row.TryGetProperty("score", out var score) || row.TryGetProperty("projection", out score)) && score.ValueKind == JsonValueKind.Number && double.IsFinite(score.GetDouble())
            ? new ScoreRow(id, Text(row, "pair"), label, score.GetDouble())
            : throw new DemurException("is no scored sample; it needs an id, a label (harmful or harmless) and a finite score.");

    private static string? Text(JsonElement row, string key) => row.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
