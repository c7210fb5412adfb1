using System.Text.Json;
using Demur.Models;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Modules;

/// <summary>One checkpoint of the golden figures with what the reference made of it.</summary>
internal sealed class GoldenModel : IDisposable
{
    private GoldenModel(string folder, CausalLanguageModel model)
    {
        Name = Path.GetFileName(folder);
        Model = model;
        Expected = new Figures(Path.Combine(folder, "expected.safetensors"));
        var json = Path.Combine(folder, "expected.json");
        Json = File.Exists(json) ? JsonDocument.Parse(File.ReadAllBytes(json)).RootElement : null;
    }

    public string Name { get; }

    public CausalLanguageModel Model { get; }

    public Figures Expected { get; }

    public JsonElement? Json { get; }

    public static GoldenModel Open(string folder, string config = "config.json")
    {
        var index = Path.Combine(folder, "model.safetensors.index.json");
        using var source = File.Exists(index) ? SafetensorsSource.OpenSharded(index) : SafetensorsSource.Open(Path.Combine(folder, "model.safetensors"));
        return new GoldenModel(folder, CausalLanguageModel.Load(ModelConfig.Read(Path.Combine(folder, config)), source));
    }

    /// <summary>Runs a check on every supported case that has what it needs, and reports how many ran.</summary>
    public static void ForEach(Func<GoldenModel, bool> check, string config = "config.json")
    {
        var (ran, skipped) = (0, 0);
        foreach (var folder in GoldenFolder.Cases("models", "expected.safetensors"))
        {
            if (GoldenFolder.IsUnsupported("models", Path.GetFileName(folder)))
            {
                skipped++;
                continue;
            }

            var before = TensorTests.LiveTensors();
            using (var golden = Open(folder, config))
            using (new TensorScope())
            {
                ran += check(golden) ? 1 : 0;
            }

            Assert.Equal(before, Tensor.LiveCount);
        }

        GoldenFolder.Report("models", ran, skipped);
    }

    public TokenBatch Batch() => TokenBatch.Of(Expected.Rows("input_ids"));

    public void Dispose()
    {
        Model.Dispose();
        Expected.Dispose();
    }
}
