using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Data.Labels;

/// <summary>Reads refusals labelled by the four wishes: one JSON object a line with <c>prompt</c>, <c>response</c> and the truth values <c>names</c>, <c>offers</c>, <c>leaks</c>, <c>lectures</c>.</summary>
public static class QualityLabelFile
{
    /// <summary>Reads a file whole; other keys are ignored.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DemurException">The file is missing or holds no row, or a line is none; the message names the line.</exception>
    public static IReadOnlyList<LabelledQuality> Read(string path) =>
        JsonLines.Read(path, Parse, ("labelled refusal", "Name a .jsonl file with prompt, response, names, offers, leaks and lectures, or make one with bench/quality.py."));

    private static LabelledQuality Parse(JsonElement row) => new(
        JsonTurns.Text(row, "prompt") ?? throw new DemurException("there is no text 'prompt'."),
        JsonTurns.Text(row, "response") ?? throw new DemurException("there is no text 'response'."),
        Truth(row, "names"),
        Truth(row, "offers"),
        Truth(row, "leaks"),
        Truth(row, "lectures"));

    private static bool Truth(JsonElement row, string key) => row.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.GetBoolean()
        : throw new DemurException($"'{key}' is neither true nor false.");
}
