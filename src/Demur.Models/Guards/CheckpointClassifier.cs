using System.Security.Cryptography;
using System.Text;
using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Encoders;

namespace Demur.Models.Guards;

/// <summary>A sequence classification checkpoint as a judge of harm: toxicity and reward models.</summary>
/// <remarks>
/// Toxicity: with labels that exclude each other harm is everything but the harmless ones; with labels that do not it is the likeliest of the others;
/// a single label is the logistic function of its output. Owns the model.
/// </remarks>
public sealed class CheckpointClassifier : ITextClassifier, IDisposable
{
    // How published models call what is harmless.
    private static readonly HashSet<string> HarmlessNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "non-toxic", "non_toxic", "not_toxic", "nontoxic", "neutral", "safe", "benign", "harmless", "ok", "none", "clean", "normal", "acceptable", "not-hate", "nothate", "no_hate", "non-hate", "not offensive",
    };

    private readonly TextClassifier _model;
    private readonly CheckpointReading _reading;
    private readonly int[] _harmless;

    private CheckpointClassifier(TextClassifier model, CheckpointReading reading, string identity)
    {
        (_model, _reading, Identity) = (model, reading, identity);
        var names = model.Labels.Names;
        _harmless = [.. Enumerable.Range(0, names.Count).Where(i => HarmlessNames.Contains(names[i]))];
        if (_harmless.Length == 0 && names is ["LABEL_0", "LABEL_1"])
        {
            _harmless = [0];
        }
    }

    /// <inheritdoc/>
    public string Identity { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels { get; } = ["harmless", "harmful"];

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="path">A folder with a sequence classification head.</param>
    /// <param name="reading">How its outputs are read.</param>
    /// <exception cref="DemurException">It has no such head, or its labels do not fit the reading.</exception>
    public static CheckpointClassifier Open(string path, CheckpointReading reading)
    {
        var model = TextClassifier.Open(path);
        try
        {
            var identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{reading}\u001f{Path.GetFullPath(path)}\u001f{string.Join(',', model.Labels.Names)}")))[..16];
            var classifier = new CheckpointClassifier(model, reading, identity);
            classifier.Check(path);
            return classifier;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<float[]>> ClassifyAsync(IReadOnlyList<(string First, string Second)> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var scores = _reading == CheckpointReading.Toxicity
            ? await _model.ScoreAsync([.. pairs.Select(pair => pair.Second.Length == 0 ? pair.First : pair.Second)], cancellationToken).ConfigureAwait(false)
            : await _model.ScorePairsAsync(pairs, cancellationToken).ConfigureAwait(false);
        return [.. scores.Select(HarmOf).Select(harm => new[] { 1 - harm, harm })];
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();

    private float HarmOf(float[] scores) => _reading switch
    {
        CheckpointReading.Reward => Logistic(-scores[0]),
        CheckpointReading.HarmReward => Logistic(scores[0]),
        _ when scores.Length == 1 => Logistic(scores[0]),
        _ when IsMultiLabel => Enumerable.Range(0, scores.Length).Except(_harmless).Max(i => scores[i]),
        _ => Math.Clamp(1 - _harmless.Sum(i => scores[i]), 0, 1),
    };

    private bool IsMultiLabel => _model.Labels.ProblemType == "multi_label_classification";

    private static float Logistic(float value) => 1 / (1 + MathF.Exp(-value));

    private void Check(string path)
    {
        ClassifierLabels labels = _model.Labels;
        if (_reading != CheckpointReading.Toxicity && labels.Names.Count != 1)
        {
            throw new DemurException($"{Shown.Name(path)} has {labels.Names.Count} outputs ({string.Join(", ", labels.Names)}), and a reward model has one. Use toxicity:PATH.");
        }

        if (_reading == CheckpointReading.Toxicity && labels.Names.Count > 1 && !IsMultiLabel && _harmless.Length == 0)
        {
            throw new DemurException($"{Shown.Name(path)}: none of its labels ({string.Join(", ", labels.Names)}) is known to mean harmless. Name one of them in config.json's id2label {string.Join(", ", HarmlessNames.Take(4))}.");
        }
    }
}
