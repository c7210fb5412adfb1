using System.Numerics.Tensors;

namespace Demur.Models.Generation;

/// <summary>Puts the logits of two contexts together.</summary>
internal static class ContrastMixer
{
    /// <summary>Turns the logits of c⁺ into those that the next token is picked by.</summary>
    /// <param name="emphasised">The logits in c⁺, <c>(vocabulary)</c>; replaced.</param>
    /// <param name="plain">The logits in c⁻.</param>
    /// <param name="options">How.</param>
    public static void Mix(float[] emphasised, float[] plain, ContrastOptions options)
    {
        var barred = Implausible(emphasised, options.Plausibility);
        if (options.Form == ContrastForm.Mixture)
        {
            Mixture(emphasised, plain, options.Alpha);
        }
        else
        {
            // (1 - alpha) z+ + alpha z-: the same as z+ - alpha (z+ - z-), and exact at 0 and 1.
            TensorPrimitives.Multiply(emphasised, (float)(1 - options.Alpha), emphasised);
            TensorPrimitives.MultiplyAdd(plain, (float)options.Alpha, emphasised, emphasised);
        }

        foreach (var token in barred)
        {
            emphasised[token] = float.NegativeInfinity;
        }
    }

    private static int[] Implausible(float[] logits, double share)
    {
        if (share <= 0)
        {
            return [];
        }

        var least = TensorPrimitives.Max<float>(logits) + Math.Log(share);
        return [.. Enumerable.Range(0, logits.Length).Where(token => logits[token] < least)];
    }

    private static void Mixture(float[] emphasised, float[] plain, double alpha)
    {
        var other = new float[plain.Length];
        TensorPrimitives.SoftMax<float>(emphasised, emphasised);
        TensorPrimitives.SoftMax<float>(plain, other);
        for (var token = 0; token < other.Length; token++)
        {
            emphasised[token] = (float)Math.Log(((1 - alpha) * emphasised[token]) + (alpha * other[token]));
        }
    }
}
