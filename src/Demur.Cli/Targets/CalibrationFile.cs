using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Thresholds;

namespace Demur.Cli.Targets;

/// <summary>What <c>demur calibrate</c> writes: the choice, what it was measured on, and how to apply it.</summary>
internal sealed record CalibrationFile
{
    public required double Scale { get; init; }

    /// <summary>Gets the refusal log-odds above which an answer becomes a refusal; null for none.</summary>
    public double? Threshold { get; init; }

    public required IReadOnlyList<int> RefusalTokens { get; init; }

    /// <summary>Gets what is answered above the threshold.</summary>
    public required string Refusal { get; init; }

    public required double Bound { get; init; }

    public required CalibrationChoice Validation { get; init; }

    public required CalibrationChoice Test { get; init; }

    /// <summary>Gets the test split's figures of the adapter as trained, without a threshold.</summary>
    public required CalibrationChoice AsTrained { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public static CalibrationFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<CalibrationFile>(File.ReadAllText(path), DemurJson.Line) ?? throw new DemurException($"{path} is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new DemurException($"{path} is no calibration ({exception.Message.Split('\n')[0]}). Make one with 'demur calibrate'.", exception);
        }
    }
}
