using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Modules;

/// <summary>The angular step of each rotated pair, after whatever stretching a checkpoint asks for.</summary>
/// <param name="Steps">Radians a position, one for each rotated pair, as float32 since the checkpoints were trained with that.</param>
/// <param name="Scale">The factor on cosines and sines; 1 but for YaRN.</param>
internal sealed record RotaryFrequencies(float[] Steps, double Scale)
{
    public static RotaryFrequencies Of(RopeParameters rope, int headDimension, int contextLength)
    {
        var rotated = (int)(headDimension * rope.PartialRotaryFactor);
        var steps = new double[rotated / 2];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = Math.Pow(rope.Theta, -2.0 * i / rotated);
        }

        return rope.Type switch
        {
            RopeType.Default => Plain(steps),
            RopeType.Linear => Plain([.. steps.Select(step => step / rope.Factor)]),
            RopeType.Llama3 => Plain(Llama3(steps, rope, contextLength)),
            RopeType.Yarn => new(Single(Yarn(steps, rope, contextLength)), YarnScale(rope)),
            _ => throw new DemurException(
                $"Rotary positions of type {rope.Type} are not supported; Default, Linear, Llama3 and Yarn are. " +
                "Use a checkpoint of the same model with its original context length."),
        };
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
