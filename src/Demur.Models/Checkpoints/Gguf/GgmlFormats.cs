using System.Globalization;
using Demur.Models.Checkpoints.Gguf.Blocks;
using Demur.Models.Checkpoints.Storage;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>The storage formats of GGUF by their numbers.</summary>
internal static class GgmlFormats
{
    private static readonly Dictionary<uint, IStorageFormat> ByNumber = new()
    {
        [0] = PlainFormat.Float32,
        [1] = PlainFormat.Float16,
        [2] = new BlockFormat("Q4_0", Q4Blocks.Elements, Q4Blocks.SymmetricBytes, Q4Blocks.DecodeSymmetric, Q4Blocks.EncodeSymmetric),
        [3] = new BlockFormat("Q4_1", Q4Blocks.Elements, Q4Blocks.AffineBytes, Q4Blocks.DecodeAffine, Q4Blocks.EncodeAffine),
        [6] = new BlockFormat("Q5_0", Q5Blocks.Elements, Q5Blocks.SymmetricBytes, Q5Blocks.DecodeSymmetric),
        [7] = new BlockFormat("Q5_1", Q5Blocks.Elements, Q5Blocks.AffineBytes, Q5Blocks.DecodeAffine),
        [8] = new BlockFormat("Q8_0", Q8Blocks.Elements, Q8Blocks.Bytes, Q8Blocks.Decode, Q8Blocks.Encode),
        [10] = new BlockFormat("Q2_K", SuperBlocks.Elements, Q2KBlocks.Bytes, Q2KBlocks.Decode),
        [11] = new BlockFormat("Q3_K", SuperBlocks.Elements, Q3KBlocks.Bytes, Q3KBlocks.Decode),
        [12] = new BlockFormat("Q4_K", SuperBlocks.Elements, Q4KBlocks.Bytes, Q4KBlocks.Decode),
        [13] = new BlockFormat("Q5_K", SuperBlocks.Elements, Q5KBlocks.Bytes, Q5KBlocks.Decode),
        [14] = new BlockFormat("Q6_K", SuperBlocks.Elements, Q6KBlocks.Bytes, Q6KBlocks.Decode),
        [20] = new BlockFormat("IQ4_NL", Iq4Blocks.SmallElements, Iq4Blocks.SmallBytes, Iq4Blocks.DecodeSmall),
        [23] = new BlockFormat("IQ4_XS", SuperBlocks.Elements, Iq4Blocks.SuperBytes, Iq4Blocks.DecodeSuper),
        [26] = PlainFormat.Int32,
        [27] = PlainFormat.Int64,
        [28] = PlainFormat.Float64,
        [30] = PlainFormat.BFloat16,
    };

    // Formats that exist but are not read, so that the message can name them.
    private static readonly Dictionary<uint, string> Unread = new()
    {
        [9] = "Q8_1",
        [15] = "Q8_K",
        [16] = "IQ2_XXS",
        [17] = "IQ2_XS",
        [18] = "IQ3_XXS",
        [19] = "IQ1_S",
        [21] = "IQ3_S",
        [22] = "IQ2_S",
        [24] = "I8",
        [25] = "I16",
        [29] = "IQ1_M",
        [34] = "TQ1_0",
        [35] = "TQ2_0",
        [39] = "MXFP4",
    };

    public static string Names => string.Join(", ", ByNumber.Values.Select(format => format.Name));

    public static IEnumerable<IStorageFormat> All => ByNumber.Values;

    public static IStorageFormat? Find(uint number) => ByNumber.GetValueOrDefault(number);

    public static IStorageFormat? Find(string name) => ByNumber.Values.FirstOrDefault(format => format.Name == name);

    public static uint NumberOf(IStorageFormat format) => ByNumber.First(pair => pair.Value.Name == format.Name).Key;

    public static string NameOf(uint number) =>
        Unread.GetValueOrDefault(number) ?? string.Create(CultureInfo.InvariantCulture, $"type {number}");
}
