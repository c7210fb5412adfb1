using System.Text.Json;
using Demur.Models;
using Demur.Models.Interventions;
using Demur.Models.Modules;
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
        foreach (var position in (int[])[-1, -2])
        {
            var (harmful, harmless) = (Means(model, Rows(expected, "harmful"), position), Means(model, Rows(expected, "harmless"), position));
            Near.Equal(expected.Read($"directions.position_{position}"), harmful - harmless, Tolerance, $"directions at {position}");
        }
    });

    [Fact]
    public void Ablating_a_direction_everywhere_gives_the_logits_and_the_divergence_of_the_reference() => ForEach((model, expected, direction) =>
    {
        var rows = Rows(expected, "evaluation");
        var baseline = LastLogits(model, rows);
        Near.Equal(expected.Read("baseline.logits_last"), baseline, Tolerance, "baseline");
        var unit = direction / direction.Norm().Item();
        var hooks = Enumerable.Range(0, model.Config.LayerCount)
            .SelectMany(layer => ((ResidualPoint[])[ResidualPoint.BlockInput, ResidualPoint.AttentionOutput, ResidualPoint.MlpOutput])
                .Select(point => model.AddHook(point, layer, states => Without(states, unit))))
            .ToArray();

        var ablated = LastLogits(model, rows);

        Array.ForEach(hooks, hook => hook.Dispose());
        Near.Equal(expected.Read("ablated.logits_last"), ablated, Tolerance, "ablated");
        var (before, after) = (baseline.LogSoftmax(-1), ablated.LogSoftmax(-1));
        Near.Equal(expected.Read("kl_last"), (before.Exp() * (before - after)).Sum(-1), Tolerance, "divergence");
    });

    [Theory]
    [InlineData("added", 1)]
    [InlineData("subtracted", -1)]
    public void Adding_a_direction_at_one_block_gives_the_logits_of_the_reference(string name, int coefficient) => ForEach((model, expected, direction) =>
    {
        using var hook = model.AddHook(ResidualPoint.BlockInput, Layer(expected), states => states + (direction * coefficient));

        Near.Equal(expected.Read($"{name}.logits_last"), LastLogits(model, Rows(expected, "evaluation")), Tolerance, name);
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

    // The mean over rows of the states that enter each block at a position counted from the end. // (layers, hidden)
    private static Tensor Means(CausalLanguageModel model, int[][] rows, int position)
    {
        var batch = TokenBatch.Of(rows);
        var places = Tensor.From(Enumerable.Range(0, batch.Rows).Select(row => (long)batch.LastOf(row) + 1 + position).ToArray());
        var means = new float[model.Config.LayerCount][];
        var hooks = Enumerable.Range(0, model.Config.LayerCount).Select(layer => model.AddHook(ResidualPoint.BlockInput, layer, states =>
        {
            means[layer] = states.IndexSelect(0, places).Mean(0).ToArray<float>();
            return states;
        })).ToArray();
        model.Forward(batch);
        Array.ForEach(hooks, hook => hook.Dispose());
        return Tensor.From(means.SelectMany(mean => mean).ToArray(), model.Config.LayerCount, model.Config.HiddenSize);
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
