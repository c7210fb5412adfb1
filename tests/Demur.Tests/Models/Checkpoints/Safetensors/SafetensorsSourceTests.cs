using Demur.Abstractions;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints.Safetensors;

[Collection(TensorTests.Name)]
[Trait(TestGroups.Trait, TestGroups.Golden)]
public sealed class SafetensorsSourceTests
{
    [Fact]
    public void Every_tensor_of_every_model_folder_loads_finite()
    {
        var cases = GoldenFolder.Cases("models", "config.json").Concat(GoldenFolder.Cases("classifiers", "config.json")).ToArray();

        foreach (var folder in cases)
        {
            TensorTests.LeaveNothingBehind(() =>
            {
                using var source = OpenFolder(folder);
                using var scope = new TensorScope();
                Assert.NotEmpty(source.Tensors);
                Assert.All(source.Tensors.Values, info =>
                {
                    var tensor = source.Load(info.Name, ScalarType.Float32, Device.Cpu);
                    Assert.Equal(info.Shape, tensor.Shape.ToArray());
                    Assert.Equal(1, tensor.IsFinite().All().Item());
                });
            });
        }

        GoldenFolder.Report("model and classifier folders loaded", cases.Length, 0);
    }

    [Fact]
    public void Shards_hold_what_the_single_file_holds()
    {
        using var whole = OpenFolder(Path.Combine(GoldenFolder.Kind("models"), "llama3"));
        using var shards = OpenFolder(Path.Combine(GoldenFolder.Kind("models"), "llama3-sharded"));
        using var scope = new TensorScope();

        Assert.Equal(whole.Tensors.Keys.Order(), shards.Tensors.Keys.Order());
        Assert.All(whole.Tensors.Keys, name => Assert.True(Tensor.Same(
            whole.Load(name, ScalarType.Float32, Device.Cpu), shards.Load(name, ScalarType.Float32, Device.Cpu))));
    }

    [Theory]
    [InlineData("llama3-bfloat16", ScalarType.BFloat16)]
    [InlineData("qwen2-float16", ScalarType.Float16)]
    public void Half_width_weights_widen_and_narrow_as_the_engine_does(string name, ScalarType stored)
    {
        using var source = OpenFolder(Path.Combine(GoldenFolder.Kind("models"), name));
        using var scope = new TensorScope();

        Assert.All(source.Tensors.Values, info =>
        {
            var own = source.Load(info.Name, stored, Device.Cpu);
            Assert.Equal(stored, info.DType);
            foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16, ScalarType.Float16, ScalarType.Float64 })
            {
                Assert.True(Tensor.Same(own.To(type), source.Load(info.Name, type, Device.Cpu)), $"{info.Name} as {type}");
            }
        });
    }

    [Fact]
    public void A_missing_tensor_is_named_with_its_file()
    {
        using var source = OpenFolder(Path.Combine(GoldenFolder.Kind("models"), "llama3"));

        var error = Assert.Throws<DemurException>(() => source.Load("model.nothing", ScalarType.Float32, Device.Cpu));

        Assert.Contains("model.nothing", error.Message, StringComparison.Ordinal);
        Assert.Contains("model.safetensors", error.Message, StringComparison.Ordinal);
    }

    private static SafetensorsSource OpenFolder(string folder) =>
        Path.Combine(folder, "model.safetensors") is var single && File.Exists(single)
            ? SafetensorsSource.Open(single)
            : SafetensorsSource.OpenSharded(single + ".index.json");
}
