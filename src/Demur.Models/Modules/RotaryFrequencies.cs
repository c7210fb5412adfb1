using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Modules;

/// <summary>The angular step of each rotated pair, after whatever stretching a checkpoint asks for.</summary>
/// <param name="Steps">Radians a position, one for each rotated pair, as float32 since the checkpoints were trained with that.</param>
/// <param name="Scale">The factor on cosines and sines; 1 but for YaRN and LongRoPE.</param>
internal sealed record RotaryFrequencies(float[] Steps, double Scale)
{
    /// <summary>Computes the steps for texts up to a length; only LongRoPE and dynamic stretching depend on it.</summary>
    /// <param name="rope">What the configuration says.</param>
    /// <param name="headDimension">The width of a head, of which all or the first part turns.</param>
    /// <param name="contextLength">The longest text that the model was made for.</param>
    /// <param name="textLength">The longest text at hand.</param>
    public static RotaryFrequencies Of(RopeParameters rope, int headDimension, int contextLength, int textLength)
    {
        var rotated = (int)(headDimension * rope.PartialRotaryFactor);
        var theta = rope.Type is RopeType.Dynamic ? DynamicTheta(rope, rotated, contextLength, textLength) : rope.Theta;
        var steps = new double[rotated / 2];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = Math.Pow(theta, -2.0 * i / rotated);
        }

        return rope.Type switch
        {
            RopeType.Default or RopeType.Dynamic => Plain(steps),
            RopeType.Linear => Plain([.. steps.Select(step => step / rope.Factor)]),
            RopeType.Llama3 => Plain(Llama3(steps, rope, contextLength)),
            RopeType.Yarn => new(Single(Yarn(steps, rope, contextLength)), YarnScale(rope)),
            RopeType.LongRope => LongRope(steps, rope, contextLength, textLength),
            _ => throw new DemurException($"Rotary positions of type {rope.Type} are not supported. Use a checkpoint with another type of position."),
        };
    }

    /// <summary>Tells whether a longer text changes the steps of all its positions.</summary>
    public static bool DependOnLength(RopeParameters rope) => rope.Type is RopeType.LongRope or RopeType.Dynamic;

    // As Transformers: the base grows with the text once that is longer than the trained length. Keys that are kept stay as they were turned.
    private static double DynamicTheta(RopeParameters rope, int rotated, int contextLength, int textLength)
    {
        var trained = rope.OriginalContextLength ?? contextLength;
        return rope.Theta * Math.Pow((rope.Factor * Math.Max(textLength, trained) / trained) - (rope.Factor - 1), rotated / (rotated - 2.0));
    }

    private static RotaryFrequencies Plain(double[] steps) => new(Single(steps), 1);

    private static float[] Single(double[] steps) => [.. steps.Select(step => (float)step)];

    // Llama 3.1: wavelengths short against the trained context stay, long ones are divided by the factor, those between blend.
    private static double[] Llama3(double[] steps, RopeParameters rope, int contextLength)
    {
        double trained = rope.OriginalContextLength ?? contextLength;
        var longest = trained / rope.LowFrequencyFactor;
        var shortest = trained / rope.HighFrequencyFactor;
        return [.. steps.Select(Stretch)];

        double Stretch(double step)
        {
            var wavelength = 2 * Math.PI / step;
            if (wavelength < shortest)
            {
                return step;
            }

            if (wavelength > longest)
            {
                return step / rope.Factor;
            }

            var keep = ((trained / wavelength) - rope.LowFrequencyFactor) / (rope.HighFrequencyFactor - rope.LowFrequencyFactor);
            return ((1 - keep) * step / rope.Factor) + (keep * step);
        }
    }

    // arXiv 2309.00071, section 3.2: pairs that turn often within the trained context keep their step, slow ones are divided.
    private static double[] Yarn(double[] steps, RopeParameters rope, int contextLength)
    {
        double trained = rope.OriginalContextLength ?? contextLength;
        var rotated = steps.Length * 2;
        var low = PairOf(rope.BetaFast);
        var high = PairOf(rope.BetaSlow);
        if (rope.Truncate)
        {
            low = Math.Floor(low);
            high = Math.Ceiling(high);
        }

        low = Math.Max(low, 0);
        high = Math.Min(high, rotated - 1);
        var width = high == low ? 0.001 : high - low;
        return [.. steps.Select((step, i) =>
        {
            var divided = Math.Clamp((i - low) / width, 0, 1);
            return (step / rope.Factor * divided) + (step * (1 - divided));
        })];

        double PairOf(double turns) => rotated * Math.Log(trained / (turns * 2 * Math.PI)) / (2 * Math.Log(rope.Theta));
    }

    // arXiv 2402.13753: one divisor a pair, from a list for texts within the trained length and another for longer ones.
    private static RotaryFrequencies LongRope(double[] steps, RopeParameters rope, int contextLength, int textLength)
    {
        var trained = rope.OriginalContextLength ?? contextLength;
        var divisors = textLength > trained ? rope.LongFactors : rope.ShortFactors;
        if (divisors.Count != steps.Length)
        {
            throw new DemurException(
                $"The configuration gives {divisors.Count} LongRoPE factors, but {steps.Length} pairs of dimensions turn. Restore config.json from its source.");
        }

        var scale = rope.AttentionFactor ?? (rope.Factor <= 1 ? 1 : Math.Sqrt(1 + (Math.Log(rope.Factor) / Math.Log(trained))));
        return new(Single([.. steps.Select((step, i) => step / divisors[i])]), scale);
    }

    private static double YarnScale(RopeParameters rope)
    {
        if (rope.AttentionFactor is { } given)
        {
            return given;
        }

        return rope is { Mscale: { } mscale and not 0, MscaleAllDimensions: { } all and not 0 }
            ? Magnitude(rope.Factor, mscale) / Magnitude(rope.Factor, all)
            : Magnitude(rope.Factor, 1);
    }

    private static double Magnitude(double factor, double mscale) => factor <= 1 ? 1 : (0.1 * mscale * Math.Log(factor)) + 1;
}
