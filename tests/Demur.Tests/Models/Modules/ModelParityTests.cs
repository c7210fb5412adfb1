using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Modules;

[Collection(TensorTests.Name)]
[Trait(TestGroups.Trait, TestGroups.Golden)]
public sealed class ModelParityTests
{
    [Theory]
    [InlineData("config.json")]
    [InlineData("config.v4.json")]
    public void Logits_are_those_of_the_reference(string config) => GoldenModel.ForEach(
        golden =>
        {
            using var recording = Autograd.NoGrad();
            var logits = golden.Model.Logits(golden.Model.Forward(golden.Batch()));
            Near.Equal(golden.Expected.Read("logits"), logits, 1e-4, $"{golden.Name} logits");
            return true;
        },
        config);

    [Fact]
    public void Hidden_states_before_every_block_and_after_the_last_norm_are_those_of_the_reference() => GoldenModel.ForEach(golden =>
    {
        if (!golden.Expected.Has("hidden_states.0"))
        {
            return false;
        }

        using var recording = Autograd.NoGrad();
        var layers = golden.Model.Config.LayerCount;
        var seen = 0;
        var hooks = Enumerable.Range(0, layers + 1).Select(layer => golden.Model.AddHook(
            layer == layers ? ResidualPoint.FinalNorm : ResidualPoint.BlockInput,
            layer,
            states =>
            {
                seen++;
                Near.Equal(golden.Expected.Read($"hidden_states.{layer}"), states, 1e-4, $"{golden.Name} hidden states {layer}");
                return states;
            })).ToArray();
        golden.Model.Forward(golden.Batch());
        Assert.Equal(layers + 1, seen);
        Array.ForEach(hooks, hook => hook.Dispose());
        Assert.Equal(0, golden.Model.HookCount);
        return true;
    });

    [Fact]
    public void Rows_of_a_batch_do_not_see_each_other() => GoldenModel.ForEach(golden =>
    {
        if (!golden.Expected.Has("padded.input_ids"))
        {
            return false;
        }

        using var recording = Autograd.NoGrad();
        var mask = golden.Expected.Rows("padded.attention_mask");
        int[][] rows = [.. golden.Expected.Rows("padded.input_ids").Select((ids, row) => ids.Where((_, i) => mask[row][i] == 1).ToArray())];
        var batch = TokenBatch.Of(rows);
        var hidden = golden.Model.Forward(batch);
        var last = Tensor.From(Enumerable.Range(0, batch.Rows).Select(row => (long)batch.LastOf(row)).ToArray());
        Near.Equal(golden.Expected.Read("padded.logits_last"), golden.Model.Logits(hidden.IndexSelect(0, last)), 1e-4, $"{golden.Name} last logits");
        return true;
    });

    [Fact]
    public void Loss_and_gradients_are_those_of_the_reference() => GoldenModel.ForEach(golden =>
    {
        if (golden.Json is not { } json)
        {
            return false;
        }

        golden.Model.SetTrainable(true);
        var batch = golden.Batch();
        var embeddings = golden.Model.Embed(batch).Detach().WithGrad();
        Loss(golden, batch, embeddings).Backward();
        Near.Equal(golden.Expected.Read("grad.inputs_embeds"), embeddings.Grad!, 1e-4, $"{golden.Name} gradient of the embeddings");
        foreach (var parameter in golden.Model.Parameters)
        {
            parameter.Storage.Grad = null;
        }

        var loss = Loss(golden, batch, null);
        Near.Equal(golden.Expected.Read("loss"), loss.Reshape(1), 1e-4, $"{golden.Name} loss");
        loss.Backward();
        var expected = json.GetProperty("gradients");
        Assert.Equal(expected.EnumerateObject().Select(p => p.Name).Order(), golden.Model.Parameters.Select(p => p.Name).Order());
        foreach (var parameter in golden.Model.Parameters)
        {
            CheckGradient(golden.Name, parameter, expected.GetProperty(parameter.Name));
        }

        return true;
    });

    private static Tensor Loss(GoldenModel golden, TokenBatch batch, Tensor? embeddings)
    {
        // The logits at a position predict the label of the next one; a row's last position predicts nothing.
        var labels = golden.Expected.Read("labels");
        var shifted = Tensor.Cat([labels.Narrow(1, 1, labels.Size(1) - 1), Tensor.Full([labels.Size(0), 1], -100, ScalarType.Int64)], 1).Reshape(-1);
        var logProbs = golden.Model.TokenLogProbs(golden.Model.Forward(batch, embeddings), shifted);
        return logProbs.Sum() / -shifted.GreaterOrEqual(0).To(ScalarType.Float32).Sum().Item();
    }

    private static void CheckGradient(string model, NamedParameter parameter, System.Text.Json.JsonElement expected)
    {
        var gradient = parameter.Gradient() ?? throw new InvalidOperationException($"{model}: {parameter.Name} has no gradient.");
        var norm = expected.GetProperty("norm").GetDouble();
        Assert.True(
            Math.Abs(gradient.Norm().Item() - norm) <= 1e-3 * norm, $"{model}: {parameter.Name} has gradient norm {gradient.Norm().Item()}, expected {norm}.");
        var first = gradient.Contiguous().Reshape(-1).Narrow(0, 0, 4).ToArray<double>();
        var wanted = expected.GetProperty("first").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        Assert.All(
            wanted.Zip(first),
            pair => Assert.True(
                Math.Abs(pair.First - pair.Second) <= (1e-3 * Math.Abs(pair.First)) + (1e-4 * norm),
                $"{model}: {parameter.Name} begins {string.Join(", ", first)}, expected {string.Join(", ", wanted)}."));
    }
}
