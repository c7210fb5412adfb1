using Demur.Models.Checkpoints.Gguf;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Tensors;
using Demur.Tensors.Native;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Tensors;

[Collection(TensorTests.Name)]
public sealed class BlockTensorTests : IDisposable
{
    private const int Inputs = 96;

    // Odd, so that some columns are left over whatever the tile.
    private const int Outputs = 53;

    public static TheoryData<BlockKind> Kinds => [.. Enum.GetValues<BlockKind>()];

    public void Dispose() => KernelBuild.Use(null);

    [Theory]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    [MemberData(nameof(Kinds))]
    public void Every_build_of_the_kernels_decodes_the_reference_to_the_bit(BlockKind kind) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var golden = SafetensorsSource.Open(Path.Combine(GoldenFolder.Kind("gguf"), "blocks.safetensors"));
        var bytes = golden.Load($"{kind}.bytes", ScalarType.UInt8, Device.Cpu);
        var expected = golden.Load($"{kind}.values", ScalarType.Float32, Device.Cpu).ToArray<float>();
        using var blocks = new BlockTensor(bytes.View(-1, BlockTensor.BytesOf(kind)), kind);

        Assert.True(ForEachBuild(() => Assert.Equal(expected, blocks.Unpack(ScalarType.Float32).ToArray<float>())) >= 1);
    });

    // Rows around each change of method: tiles of four, 8 and 96 rows of bfloat16, 32 of float32.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Products_are_those_of_the_decoded_weight_in_every_build_and_for_any_number_of_rows(BlockKind kind) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var random = new Generator(3, Device.Cpu);
        using var blocks = Random(kind);
        var bias = Tensor.Normal([Outputs], random);
        var weight = blocks.Unpack(ScalarType.Float32);
        foreach (var (rows, type) in new[] { 1, 2, 3, 4, 7, 8, 9, 32, 33, 97 }.SelectMany(rows => new[] { (rows, ScalarType.Float32), (rows, ScalarType.BFloat16) }))
        {
            var x = Tensor.Normal([rows, Inputs], random).To(type);
            var exact = x.To(ScalarType.Float32).Linear(weight, bias);
            var tolerance = type == ScalarType.Float32 ? 1e-5 : 0.02;

            ForEachBuild(() =>
            {
                Assert.True(Tensor.AllClose(blocks.Linear(x, bias.To(type)).To(ScalarType.Float32), exact, tolerance, tolerance), $"{rows} rows of {type}");
                Assert.True(Tensor.AllClose(blocks.Logits(x, new HeadOptions()), exact - bias, tolerance, tolerance), $"logits of {rows} rows of {type}");
            });
        }
    });

    [Fact]
    public void Rows_are_looked_up_as_an_embedding_would() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var blocks = Random(BlockKind.Q4_1);
        var ids = Tensor.From(new long[] { 5, 0, 52, 5 });

        Assert.True(Tensor.Same(blocks.Lookup(ids, ScalarType.Float32), blocks.Unpack(ScalarType.Float32).IndexSelect(0, ids)));
    });

    [Fact]
    public void Blocks_refuse_gradients_and_states_of_another_width()
    {
        using var scope = new TensorScope();
        using var blocks = Random(BlockKind.Q8_0);
        var recorded = Tensor.Ones([1, Inputs]);
        recorded.RequiresGrad = true;

        Assert.Contains("no gradients", Assert.Throws<TorchException>(() => blocks.Linear(recorded)).Message, StringComparison.Ordinal);
        Assert.Contains("do not fit", Assert.Throws<TorchException>(() => blocks.Linear(Tensor.Ones([1, Inputs + 32]))).Message, StringComparison.Ordinal);
    }

    private static int ForEachBuild(Action check)
    {
        var checkedBuilds = 0;
        foreach (var _ in KernelBuild.Names.Where(KernelBuild.Use))
        {
            check();
            checkedBuilds++;
        }

        return checkedBuilds;
    }

    private static BlockTensor Random(BlockKind kind)
    {
        var random = new Random(7);
        var values = Enumerable.Range(0, Outputs * Inputs).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var bytes = new byte[values.Length / BlockTensor.BlockElements * BlockTensor.BytesOf(kind)];
        ((Demur.Models.Checkpoints.Gguf.Blocks.BlockFormat)GgmlFormats.Find(kind.ToString())!).Encode(values, bytes);
        return new BlockTensor(Tensor.From(bytes, Outputs, bytes.Length / Outputs), kind);
    }
}
