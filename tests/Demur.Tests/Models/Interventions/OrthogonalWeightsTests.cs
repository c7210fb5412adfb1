using Demur.Models;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Models.Modules;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Interventions;

/// <summary>A checkpoint without a direction in its weights answers as the untouched one does while hooks ablate it.</summary>
[Collection(TensorTests.Name)]
[Trait(TestGroups.Trait, TestGroups.Golden)]
public sealed class OrthogonalWeightsTests
{
    // A norm after attention and feed-forward parts stands between the weights and the residual stream.
    private static readonly string[] NormsAfter = ["gemma2", "gemma3"];

    [Fact]
    public void Saved_weights_give_the_logits_of_ablation_by_hooks_in_every_family_without_norms_after_its_parts()
    {
        var ran = 0;
        foreach (var folder in GoldenFolder.Cases("models", "expected.safetensors").Where(folder => !GoldenFolder.IsUnsupported("models", Path.GetFileName(folder))))
        {
            if (File.ReadAllText(Path.Combine(folder, "config.json")) is var config && !NormsAfter.Any(family => config.Contains(family, StringComparison.Ordinal)))
            {
                AssertSame(folder);
                ran++;
            }
        }

        GoldenFolder.Report("models without a direction", ran, 0);
    }

    private static void AssertSame(string folder) => TensorTests.LeaveNothingBehind(() =>
    {
        using var temporary = new TemporaryFolder();
        using var scope = new TensorScope();
        using var recording = Autograd.NoGrad();
        int[] ids = [5, 17, 42, 8, 99, 3];
        float[] direction;
        Tensor ablated;
        using (var golden = GoldenModel.Open(folder))
        {
            direction = Direction(golden.Model.Config.HiddenSize);
            using var ablation = Ablation.Begin(golden.Model, direction);
            ablated = golden.Model.Logits(golden.Model.Forward(TokenBatch.Of(ids)));
        }

        var changed = temporary.File("changed");
        using (var model = ModelToWrite.Open(folder, dtype: ScalarType.Float32))
        {
            var (tensors, changes) = OrthogonalWeights.Of(model, direction);
            CheckpointWriter.Save(changed, model.Origin, tensors, new CheckpointWriterOptions { ConfigChanges = changes }, TestContext.Current.CancellationToken);
        }

        using var source = SafetensorsSource.Open(Path.Combine(changed, "model.safetensors"));
        using var saved = CausalLanguageModel.Load(ModelConfig.Read(Path.Combine(changed, "config.json")), source);
        Near.Equal(ablated, saved.Logits(saved.Forward(TokenBatch.Of(ids))), 1e-4, Path.GetFileName(folder));
    });

    private static float[] Direction(int hidden)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, hidden).Select(_ => (2 * random.NextSingle()) - 1)];
    }
}
