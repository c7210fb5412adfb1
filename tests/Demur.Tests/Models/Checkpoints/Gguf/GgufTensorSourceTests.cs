using System.Diagnostics;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Checkpoints.Gguf;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints.Gguf;

[Collection(TensorTests.Name)]
public sealed class GgufTensorSourceTests
{
    private static string SmolLm2 => Path.Combine(
        GoldenFolder.RepositoryRoot, "models", "smollm2-135m-instruct", "SmolLM2-135M-Instruct.Q4_1.gguf");

    [Fact]
    public void The_embedded_model_says_its_shape()
    {
        using var file = GgufFile.Open(SmolLm2);
        var config = GgufConfig.Read(file);

        Assert.Equal(
            (ModelFamily.Llama, 49_152, 576, 1536, 30, 9, 3, 64, 8192, 1e-5, true),
            (config.Family, config.VocabularySize, config.HiddenSize, config.IntermediateSize, config.LayerCount, config.HeadCount,
                config.KeyValueHeadCount, config.HeadDimension, config.ContextLength, config.NormEpsilon, config.TiesEmbeddings));
        Assert.Equal(100_000, config.Rope!.Theta);
        Assert.Equal((1, 2, 2), (config.BosTokenId, config.EosTokenIds.Single(), config.PadTokenId));
    }

    [Fact]
    public void The_embedded_model_loads_whole_and_within_three_seconds()
    {
        TensorTests.LeaveNothingBehind(() =>
        {
            using var source = new GgufTensorSource(GgufFile.Open(SmolLm2));
            using var scope = new TensorScope();
            var clock = Stopwatch.StartNew();

            var loaded = source.Tensors.Keys.Sum(name => source.Load(name, ScalarType.Float32, Device.Cpu).NumberOfElements);

            TestContext.Current.TestOutputHelper?.WriteLine($"{loaded:N0} values in {clock.Elapsed.TotalSeconds:F2} s");
            Assert.Equal(134_515_008, loaded);
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 3);
        });
    }

    [Fact]
    public void Every_tensor_has_its_name_and_shape_of_transformers()
    {
        using var source = new GgufTensorSource(GgufFile.Open(SmolLm2));

        Assert.Equal(272, source.Tensors.Count);
        Assert.Equal([49_152, 576], source.Tensors["model.embed_tokens.weight"].Shape);
        Assert.Equal([192, 576], source.Tensors["model.layers.29.self_attn.k_proj.weight"].Shape);
        Assert.Equal([576, 1536], source.Tensors["model.layers.0.mlp.down_proj.weight"].Shape);
        Assert.Equal([576], source.Tensors["model.norm.weight"].Shape);
        Assert.DoesNotContain("lm_head.weight", source.Tensors.Keys);
    }

    [Fact]
    public void A_tensor_decoded_into_bfloat16_is_the_float32_one_rounded()
    {
        using var source = new GgufTensorSource(GgufFile.Open(SmolLm2));
        using var scope = new TensorScope();
        const string Name = "model.layers.3.self_attn.q_proj.weight";

        var expected = source.Load(Name, ScalarType.Float32, Device.Cpu).To(ScalarType.BFloat16);
        var actual = source.Load(Name, ScalarType.BFloat16, Device.Cpu);

        Assert.True(Tensor.Same(expected, actual));
    }

    [Fact]
    public void Reordering_query_rows_there_and_back_changes_nothing()
    {
        var there = GgufLayout.HalvesToPairs(16);
        var back = GgufLayout.PairsToHalves(16);

        Assert.All(Enumerable.Range(0, 64), row => Assert.Equal(row, there(back(row))));
        Assert.Equal([0L, 2, 4, 6, 8, 10, 12, 14, 1, 3], Enumerable.Range(0, 10).Select(row => back(row)));
    }
}
