using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Thresholds;
using Demur.Models.Generation;

namespace Demur.Cli.Targets;

/// <summary>What <c>demur calibrate</c> writes: the choice, what it was measured on, and how to apply it.</summary>
internal sealed record CalibrationFile
{
    /// <summary>Gets whose strength was chosen: <c>adapter</c> (its scale and a threshold), <c>coefficient</c>, <c>alpha</c>, <c>share</c> or <c>threshold</c> (of a guard's scores).</summary>
    public string Of { get; init; } = "adapter";

    /// <summary>Gets the factor on the adapter's change.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Gets the refusal log-odds, or the guard's score, above which an answer becomes a refusal; null for none.</summary>
    public double? Threshold { get; init; }

    public IReadOnlyList<int> RefusalTokens { get; init; } = [];

    /// <summary>Gets what is answered above the threshold.</summary>
    public string Refusal { get; init; } = "";

    /// <summary>Gets the direction that is added, or null.</summary>
    public string? Direction { get; init; }

    /// <summary>Gets what the direction is multiplied by.</summary>
    public double Coefficient { get; init; }

    /// <summary>Gets the contrastive decoding, or null.</summary>
    public ContrastOptions? Contrast { get; init; }

    /// <summary>Gets the checkpoint whose share of safety data was chosen, or null.</summary>
    public string? Target { get; init; }

    public required double Bound { get; init; }

    public required CalibrationChoice Validation { get; init; }

    public required CalibrationChoice Test { get; init; }

    /// <summary>Gets the test split's figures of the adapter as trained without a threshold, or of the strength that leaves the model most as it is; null for a guard's scores.</summary>
    public CalibrationChoice? AsTrained { get; init; }

    /// <summary>Gets what every strength does on the validation split; empty for adapters and scores.</summary>
    public IReadOnlyList<CalibrationChoice> Tried { get; init; } = [];

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Adds the chosen intervention to what acts on a model already.</summary>
    /// <exception cref="DemurException">The same kind acts already, or the choice is no setting of a model.</exception>
    public InterventionSettings Apply(InterventionSettings settings) => Of switch
    {
        "coefficient" when settings.Add is not null => throw new DemurException("--calibration adds a direction, and so does --add. Leave one of them out."),
        "coefficient" when Coefficient != 0 => settings with { Add = Direction, Coefficient = Coefficient },
        "alpha" when settings.Contrast is not null => throw new DemurException("--calibration sets contrastive decoding, and so does --self-cd. Leave one of them out."),
        "alpha" => settings with { Contrast = Contrast },
        "share" => throw new DemurException($"The calibration chose a checkpoint, {Target}. Give it as --target, without --calibration."),
        "threshold" => throw new DemurException("The calibration chose a threshold of a guard's scores, which is no setting of a model. Leave out --calibration, and give the threshold to the guard."),
        _ => settings,
    };

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
