using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Configs;
using Demur.Tensors;

namespace Demur.Models.Encoders;

/// <summary>Builds sequence classifiers, whatever their body is.</summary>
public static class SequenceClassifier
{
    /// <summary>Builds a classifier.</summary>
    /// <param name="config">The shape.</param>
    /// <param name="source">The weights; it may be disposed afterwards.</param>
    /// <param name="device">Where to work; the CPU when left out. Works in float32.</param>
    /// <exception cref="DemurException">The checkpoint has no classification head, or a weight is missing or misshapen.</exception>
    public static ISequenceClassifier Load(ModelConfig config, ITensorSource source, Device device = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(source);
        var labels = config.Labels
            ?? throw new DemurException($"{source.Location}: the configuration names no sequence classification head (architectures). Give a classifier's checkpoint.");
        return config.IsEncoder
            ? EncoderClassifier.Load(config, labels, source, device)
            : DecoderClassifier.Load(config, labels, source, device);
    }
}
