namespace Demur.Models.Checkpoints.Gguf.Blocks;

/// <summary>What the K formats share: 256 values in groups whose scales are themselves quantised.</summary>
internal static class SuperBlocks
{
    public const int Elements = 256;

    /// <summary>Unpacks the eight scales and eight minima of Q4_K and Q5_K, six bits each in twelve bytes.</summary>
    public static void ScalesAndMinima(ReadOnlySpan<byte> packed, Span<byte> scales, Span<byte> minima)
    {
        for (var index = 0; index < 4; index++)
        {
            var (low, middle, high) = (packed[index], packed[index + 4], packed[index + 8]);
            scales[index] = (byte)(low & 0x3F);
            minima[index] = (byte)(middle & 0x3F);
            scales[index + 4] = (byte)((high & 0x0F) | ((low >> 2) & 0x30));
            minima[index + 4] = (byte)((high >> 4) | ((middle >> 2) & 0x30));
        }
    }
}
