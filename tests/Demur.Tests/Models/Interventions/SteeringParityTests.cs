using System.Text.Json;
using Demur.Models;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Steering.Directions;
using Demur.Tensors;
using Demur.Tests.Models.Modules;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Interventions;

/// <summary>Reading, ablating and adding directions through hooks gives what the reference gives (Arditi et al. 2024, section 2.4).</summary>
[Collection(TensorTests.Name)]
[Trait(TestGroups.Trait, TestGroups.Golden)]
public sealed class SteeringParityTests
{
    private const double Tolerance = 1e-4;

    [Fact]
    public void Differences_of_means_at_every_block_are_those_of_the_reference() => ForEach((model, expected, _) =>
    {
        // Small batches, so that sums go over several.
        var extraction = new DirectionExtraction(model, positions: 2, batchTokens: 40);
        var (harmful, harmless) = (Mean("harmful"), Mean("harmless"));
        var candidates = new DirectionCandidates([.. harmful.Zip(harmless, (left, right) => left - right)], (2, model.Config.LayerCount, model.Config.HiddenSize), (8, 8), new Dictionary<string, string>());
        foreach (var position in (int[])[-1, -2])
        {
            var found = Enumerable.Range(0, candidates.Layers).SelectMany(layer => candidates.At(position, layer)).ToArray();
            Near.Equal(expected.Read($"directions.position_{position}"), Tensor.From(found, candidates.Layers, candidates.Hidden), Tolerance, $"directions at {position}");
        }

        double[] Mean(string kind) =>
            extraction.Mean([.. Rows(expected, kind).Select(row => new SteeringPrompt(row, 2))], logits => [.. Enumerable.Repeat(true, (int)logits.Size(0))], _ => { }, TestContext.Current.CancellationToken).Mean;
    });

    [Fact]
    public void Ablating_a_direction_everywhere_gives_the_logits_and_the_divergence_of_the_reference() => ForEach((model, expected, direction) =>
    {
        var rows = Rows(expected, "evaluation");
        var baseline = LastLogits(model, rows);
        Near.Equal(expected.Read("baseline.logits_last"), baseline, Tolerance, "baseline");
        Tensor ablated;
        using (Ablation.Begin(model, direction.ToArray<float>()))
        {
            ablated = LastLogits(model, rows);
        }

        Near.Equal(expected.Read("ablated.logits_last"), ablated, Tolerance, "ablated");
        var (before, after) = (baseline.LogSoftmax(-1), ablated.LogSoftmax(-1));
        Near.Equal(expected.Read("kl_last"), (before.Exp() * (before - after)).Sum(-1), Tolerance, "divergence");
    });

    [Theory]
    [InlineData("added", 1)]
    [InlineData("subtracted", -1)]
    public void Adding_a_direction_at_one_block_gives_the_logits_of_the_reference(string name, int coefficient) => ForEach((model, expected, direction) =>
    {
        using var addition = Addition.Begin(model, Layer(expected), direction.ToArray<float>(), coefficient);

        Near.Equal(expected.Read($"{name}.logits_last"), LastLogits(model, Rows(expected, "evaluation")), Tolerance, name);
    });

    [Fact]
    public void Adding_and_then_subtracting_a_direction_changes_nothing() => ForEach((model, expected, direction) =>
    {
        var rows = Rows(expected, "evaluation");
        var before = LastLogits(model, rows);
        using (Addition.Begin(model, Layer(expected), direction.ToArray<float>(), 3))
        using (Addition.Begin(model, Layer(expected), direction.ToArray<float>(), -3))
        {
            Near.Equal(before, LastLogits(model, rows), 1e-5, "added and subtracted");
        }

        Assert.True(Tensor.Same(before, LastLogits(model, rows)));
    });

    [Fact]
    public void Weights_made_orthogonal_to_a_direction_give_the_logits_of_the_reference() => ForEach((model, expected, direction) =>
    {
        var unit = direction / direction.Norm().Item();
        foreach (var parameter in model.Parameters.Where(parameter => Settings(expected).GetProperty("orthogonalised").EnumerateArray().Any(end => parameter.Name.EndsWith($".{end}.weight", StringComparison.Ordinal) && end.GetString() != "embed_tokens")))
        {
            var weight = parameter.View();
            weight.CopyFrom(Without(weight.Transpose(0, 1), unit).Transpose(0, 1));
        }

        // A tied head is not to change with the embedding, so the embedding is cut as it enters.
        var rows = Rows(expected, "evaluation");
        var embeddings = Without(model.Embed(TokenBatch.Of(rows)), unit);

        Near.Equal(expected.Read("orthogonalised.logits_last"), LastLogits(model, rows, embeddings), Tolerance, "orthogonalised");
    });

    private static Tensor Without(Tensor states, Tensor unit) => states - (states.MatMul(unit.Unsqueeze(1)) * unit);

    private static Tensor LastLogits(CausalLanguageModel model, int[][] rows, Tensor? embeddings = null)
    {
        var batch = TokenBatch.Of(rows);
        long[] lasts = [.. Enumerable.Range(0, batch.Rows).Select(row => (long)batch.LastOf(row))];
        return model.Logits(model.Forward(batch, embeddings).IndexSelect(0, Tensor.From(lasts)));
    }

    // Padded on the left in the file, packed here.
    private static int[][] Rows(Figures expected, string name) =>
        [.. expected.Rows($"{name}.input_ids").Zip(expected.Rows($"{name}.attention_mask"), (ids, mask) => ids.Where((_, index) => mask[index] == 1).ToArray())];

    private static JsonElement Settings(Figures expected) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(expected.Location, ".json"))).RootElement;

    private static int Layer(Figures expected) => Settings(expected).GetProperty("layer").GetInt32();

    private static void ForEach(Action<CausalLanguageModel, Figures, Tensor> check)
    {
        var ran = 0;
        foreach (var folder in GoldenFolder.Cases("steering", "expected.safetensors"))
        {
            using var expected = new Figures(Path.Combine(folder, "expected.safetensors"));
            var settings = Settings(expected);
            using var golden = GoldenModel.Open(Path.Combine(GoldenFolder.Golden, settings.GetProperty("base").GetString()!));
            using var recording = Autograd.NoGrad();
            using var scope = new TensorScope();
            var directions = expected.Read($"directions.position_{settings.GetProperty("position").GetInt32()}");
            check(golden.Model, expected, directions.Select(0, settings.GetProperty("layer").GetInt32()));
            Assert.Equal(0, golden.Model.HookCount);
            ran++;
        }

        GoldenFolder.Report("steering", ran, 0);
    }
}
