using System.Runtime.InteropServices;
using Demur.Models.Checkpoints.Gguf;
using Demur.Models.Checkpoints.Gguf.Blocks;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Storage;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints.Gguf;

[Collection(TensorTests.Name)]
[Trait(TestGroups.Trait, TestGroups.Golden)]
public sealed class BlockFormatTests
{
    [Fact]
    public void Every_block_format_decodes_to_the_bit()
    {
        using var golden = Open();
        var formats = Formats(golden);

        foreach (var name in formats)
        {
            var stored = Load<byte>(golden, $"{name}.bytes", ScalarType.UInt8);
            var expected = Load<float>(golden, $"{name}.values", ScalarType.Float32);
            var values = new float[expected.Length];

            Format(name).Decode(stored, values);

            Assert.Equal(Bits(expected), Bits(values));
        }

        GoldenFolder.Report("gguf blocks read", formats.Count, 0);
    }

    [Theory]
    [InlineData("Q8_0")]
    [InlineData("Q4_0")]
    [InlineData("Q4_1")]
    [InlineData("BF16")]
    public void A_written_format_holds_the_bytes_of_the_reference_quantiser(string name)
    {
        using var golden = Open();
        var input = Load<float>(golden, "input", ScalarType.Float32);
        var expected = Load<byte>(golden, $"{name}.bytes", ScalarType.UInt8);
        var stored = new byte[expected.Length];

        if (Format(name) is BlockFormat blocks)
        {
            blocks.Encode(input, stored);
        }
        else
        {
            FloatConversion.FromSingle(input, stored, Format(name).DType);
        }

        Assert.Equal(expected, stored);
    }

    private static SafetensorsSource Open() => SafetensorsSource.Open(Path.Combine(GoldenFolder.Kind("gguf"), "blocks.safetensors"));

    private static List<string> Formats(SafetensorsSource golden) =>
        [.. golden.Tensors.Keys.Where(name => name.EndsWith(".bytes", StringComparison.Ordinal)).Select(name => name[..^".bytes".Length])];

    private static IStorageFormat Format(string name) =>
        GgmlFormats.Find(name) ?? throw new InvalidOperationException($"{name} is not read.");

    private static T[] Load<T>(SafetensorsSource golden, string name, ScalarType type)
        where T : unmanaged
    {
        using var tensor = golden.Load(name, type, Device.Cpu);
        return tensor.ToArray<T>();
    }

    private static uint[] Bits(float[] values) => MemoryMarshal.Cast<float, uint>(values).ToArray();
}
