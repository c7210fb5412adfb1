using System.Text.Json;
using Demur.Models.Adapters;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Models.Modules;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Adapters;

[Collection(TensorTests.Name)]
[Trait(TestGroups.Trait, TestGroups.Golden)]
public sealed class AdapterParityTests
{
    [Fact]
    public void Logits_with_the_adapter_beside_the_weights_are_those_of_the_reference() => ForEach((golden, adapter, expected) =>
    {
        Near.Equal(expected.Read("logits"), Logits(golden, expected), 1e-4, $"{golden.Name} logits");
        Assert.False(adapter.IsMerged);
    });

    [Fact]
    public void Logits_with_the_adapter_merged_are_those_of_the_reference_and_unmerging_gives_every_bit_back() => ForEach((golden, adapter, expected) =>
    {
        var before = golden.Model.Parameters.Select(parameter => parameter.View().Clone()).ToArray();
        adapter.Merge();
        Near.Equal(expected.Read("merged_logits"), Logits(golden, expected), 1e-4, $"{golden.Name} merged logits");
        adapter.Unmerge();
        Assert.All(golden.Model.Parameters.Zip(before), pair => Assert.True(Tensor.Same(pair.First.View(), pair.Second), pair.First.Name));
        Near.Equal(expected.Read("logits"), Logits(golden, expected), 1e-4, $"{golden.Name} logits after unmerging");
    });

    [Fact]
    public void An_adapter_saved_and_loaded_again_is_the_same() => ForEach((golden, adapter, expected) =>
    {
        var folder = Directory.CreateTempSubdirectory("demur-adapter").FullName;
        try
        {
            adapter.Save(folder, "base");
            adapter.Detach();
            using var again = LoraAdapter.Load(golden.Model, folder);
            Assert.Equal(adapter.Parameters.Select(parameter => parameter.Name), again.Parameters.Select(parameter => parameter.Name));
            Assert.All(adapter.Parameters.Zip(again.Parameters), pair => Assert.True(Tensor.Same(pair.First.Storage, pair.Second.Storage)));
            Near.Equal(expected.Read("logits"), Logits(golden, expected), 1e-4, $"{golden.Name} logits after loading");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    });

    private static Tensor Logits(GoldenModel golden, Figures expected) =>
        golden.Model.Logits(golden.Model.Forward(TokenBatch.Of(expected.Rows("input_ids"))));

    private static void ForEach(Action<GoldenModel, LoraAdapter, Figures> check)
    {
        var (ran, skipped) = (0, 0);
        foreach (var folder in GoldenFolder.Cases("adapters", "adapter_config.json"))
        {
            if (GoldenFolder.IsUnsupported("adapters", Path.GetFileName(folder)))
            {
                skipped++;
                continue;
            }

            var baseName = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json"))).RootElement.GetProperty("base").GetString()!;
            var before = TensorTests.LiveTensors();
            using (var golden = GoldenModel.Open(Path.Combine(GoldenFolder.Kind("models"), baseName)))
            using (var adapter = LoraAdapter.Load(golden.Model, folder))
            using (var expected = new Figures(Path.Combine(folder, "expected.safetensors")))
            using (Autograd.NoGrad())
            using (new TensorScope())
            {
                check(golden, adapter, expected);
                ran++;
            }

            Assert.Equal(before, Tensor.LiveCount);
        }

        GoldenFolder.Report("adapters", ran, skipped);
    }
}
