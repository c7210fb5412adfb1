using Demur.Abstractions;

namespace Demur.Models.Interventions;

/// <summary>Checks on a vector in the residual stream.</summary>
internal static class DirectionVector
{
    /// <summary>Requires one finite value a hidden dimension, and a length above 0.</summary>
    public static void Check(int hiddenSize, ReadOnlySpan<float> direction)
    {
        if (direction.Length != hiddenSize)
        {
            throw new DemurException(
                $"The direction has {direction.Length} values, but the model's hidden states have {hiddenSize}. Take a direction that was found in this model, or one of the same shape.");
        }

        var norm = Norm(direction);
        if (!double.IsFinite(norm) || norm == 0)
        {
            throw new DemurException($"The direction's length is {norm}; it has to be above 0 and finite. Find the direction again.");
        }
    }

    /// <summary>Gets the vector at length 1.</summary>
    public static float[] Unit(ReadOnlySpan<float> direction)
    {
        var norm = Norm(direction);
        var unit = new float[direction.Length];
        for (var i = 0; i < unit.Length; i++)
        {
            unit[i] = (float)(direction[i] / norm);
        }

        return unit;
    }

    private static double Norm(ReadOnlySpan<float> direction)
    {
        var sum = 0.0;
        foreach (var value in direction)
        {
            sum += (double)value * value;
        }

        return Math.Sqrt(sum);
    }
}
