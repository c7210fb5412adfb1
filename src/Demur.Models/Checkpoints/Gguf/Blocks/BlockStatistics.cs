namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>What a quantiser must know of a block before it codes it.</summary>
internal static class BlockStatistics
{
    /// <summary>Finds the value of largest size, with its sign; of equals the first.</summary>
    public static float Largest(ReadOnlySpan<float> values)
    {
        var largest = values[0];
        foreach (var value in values[1..])
        {
            if (Math.Abs(value) > Math.Abs(largest))
            {
                largest = value;
            }
        }

        return largest;
    }

    /// <summary>Finds the smallest and the largest value.</summary>
    public static (float Minimum, float Maximum) Range(ReadOnlySpan<float> values)
    {
        var (minimum, maximum) = (values[0], values[0]);
        foreach (var value in values[1..])
        {
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }

        return (minimum, maximum);
    }
}
