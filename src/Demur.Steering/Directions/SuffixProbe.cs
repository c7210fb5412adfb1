using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Tensors;

namespace Demur.Steering.Directions;

/// <summary>Reads how a suffix works on a direction: its cosine by layer, each head's attribution, and where attention goes (Arditi et al. 2024, section 5).</summary>
/// <remarks>All at the last token. In families with a norm after attention the attribution is taken before that norm. Used by one thread.</remarks>
public sealed class SuffixProbe
{
    private readonly CausalLanguageModel _model;
    private readonly float[] _unit;

    /// <summary>Prepares the reading.</summary>
    /// <param name="model">The model.</param>
    /// <param name="direction">A direction of the model's width.</param>
    /// <exception cref="DemurException">The direction does not fit the model.</exception>
    public SuffixProbe(CausalLanguageModel model, RefusalDirection direction)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(direction);
        if (direction.Vector.Count != model.Config.HiddenSize)
        {
            throw new DemurException($"The direction has {direction.Vector.Count} values, and the model's states have {model.Config.HiddenSize}. Take a direction that was found in this model.");
        }

        _model = model;
        _unit = [.. direction.Vector.Select(value => (float)(value / direction.Norm))];
    }

    /// <summary>Reads one prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    public SuffixReading Read(SuffixPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var layers = _model.Config.LayerCount;
        var cosines = new double[layers];
        var (attribution, instruction, suffix) = (new double[layers][], new double[layers][], new double[layers][]);
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        using (Capture.Begin(_model, (layer, states) => cosines[layer] = Cosine(states.Select(0, states.Size(0) - 1))))
        {
            _model.ForwardReadingHeads(TokenBatch.Of(prompt.Ids), heads =>
            {
                attribution[heads.Layer] = [.. heads.Outputs.MatMul(Tensor.From(_unit).To(_model.Device).Unsqueeze(1)).ToArray<float>().Select(value => (double)value)];
                instruction[heads.Layer] = Share(heads.Weights, prompt.Instruction);
                suffix[heads.Layer] = Share(heads.Weights, prompt.Suffix);
            });
        }

        return new SuffixReading { Cosines = cosines, Attribution = attribution, ToInstruction = instruction, ToSuffix = suffix };
    }

    private static double[] Share(Tensor weights, TokenRange range) => range.Length == 0
        ? new double[weights.Size(0)]
        : [.. weights.Narrow(1, range.Start, range.Length).Sum(1).ToArray<float>().Select(value => (double)value)];

    private double Cosine(Tensor state)
    {
        var values = state.To(ScalarType.Float32, Device.Cpu).ToArray<float>();
        return values.Zip(_unit, (value, unit) => (double)value * unit).Sum() / Math.Sqrt(values.Sum(value => (double)value * value));
    }
}
