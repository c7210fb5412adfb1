using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Encoders;

/// <summary>Numbers the distances between tokens as DeBERTa does: near ones apart, far ones in buckets that widen logarithmically.</summary>
internal sealed class DisentangledPositions(DisentangledAttention settings)
{
    /// <summary>Gets the number of places to each side in the table of relative positions.</summary>
    public int Span => settings.PositionBuckets > 0 ? settings.PositionBuckets : settings.MaxRelativePositions;

    /// <summary>Gets the row of the table for each distance from -(length - 1) to length - 1, query before key being negative.</summary>
    /// <param name="length">The tokens of a text.</param>
    public long[] Rows(int length)
    {
        var rows = new long[(2 * length) - 1];
        for (var index = 0; index < rows.Length; index++)
        {
            rows[index] = Math.Clamp(Bucket(index - (length - 1)) + Span, 0, (2 * Span) - 1);
        }

        return rows;
    }

    private long Bucket(int distance)
    {
        var middle = settings.PositionBuckets / 2;
        var size = Math.Abs(distance);
        if (settings.PositionBuckets <= 0 || size <= middle)
        {
            return distance;
        }

        // In float32, as the reference computes it: the ceiling of a value near a whole number depends on the precision.
        var share = MathF.Log((float)size / middle) / MathF.Log((float)(settings.MaxRelativePositions - 1) / middle);
        return Math.Sign(distance) * (long)(MathF.Ceiling(share * (middle - 1)) + middle);
    }
}
