using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Interventions;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Interventions;

[Collection(TensorTests.Name)]
public sealed class HeadReadingTests
{
    private const int Heads = 4;
    private const int Width = 8;

    [Fact]
    public void What_the_heads_write_is_together_what_attention_adds_and_nothing_is_changed() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        var ids = TinyModel.Tokens(9, 3);
        var added = new float[2][];
        var written = new float[2][];
        float[] plain, read;
        using var scope = new TensorScope();
        using (Hook(0))
        using (Hook(1))
        {
            plain = model.Forward(TokenBatch.Of(ids)).ToArray<float>();
            read = model.ForwardReadingHeads(TokenBatch.Of(ids), heads => written[heads.Layer] = heads.Outputs.Sum(0).ToArray<float>()).ToArray<float>();
        }

        Assert.Equal(plain, read);
        Assert.All(Enumerable.Range(0, 2), layer => Assert.All(added[layer].Zip(written[layer]), pair => Assert.Equal(pair.First, pair.Second, 1e-5)));

        IDisposable Hook(int layer) => model.AddHook(ResidualPoint.AttentionOutput, layer, states =>
        {
            added[layer] = states.Select(0, ids.Length - 1).ToArray<float>();
            return states;
        });
    });

    [Fact]
    public void Attention_of_the_first_block_is_that_of_its_equations() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        var ids = TinyModel.Tokens(7, 5);
        float[] weights = [];
        using var scope = new TensorScope();

        model.ForwardReadingHeads(TokenBatch.Of(ids), heads => weights = heads.Layer == 0 ? heads.Weights.ToArray<float>() : weights);

        var expected = Enumerable.Range(0, Heads).SelectMany(head => FirstBlock(model, ids, head)).ToArray();
        Assert.Equal(Heads * ids.Length, weights.Length);
        Assert.All(expected.Zip(weights), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    });

    [Fact]
    public void A_window_hides_what_lies_before_it() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create(null, 1, ("model_type", "mistral"), ("architectures", new System.Text.Json.Nodes.JsonArray("MistralForCausalLM")), ("sliding_window", 3));
        using var scope = new TensorScope();
        var weights = new float[2][];

        model.ForwardReadingHeads(TokenBatch.Of(TinyModel.Tokens(8, 2)), heads => weights[heads.Layer] = heads.Weights.ToArray<float>());

        Assert.All(weights, layer => Assert.All(Enumerable.Range(0, Heads), head =>
        {
            Assert.All(layer.Skip(head * 8).Take(5), weight => Assert.Equal(0, weight));
            Assert.Equal(1, layer.Skip(head * 8).Take(8).Sum(), 1e-5);
        }));
    });

    [Fact]
    public void Several_rows_are_refused() => TensorTests.LeaveNothingBehind(() =>
    {
        using var model = TinyModel.Create();
        Assert.Contains("the batch has 2", Assert.Throws<DemurException>(() => model.ForwardReadingHeads(TokenBatch.Of([1, 2], [3]), _ => { })).Message, StringComparison.Ordinal);
    });

    // softmax of q k / sqrt(width) over the row, queries and keys turned by position times 10000^(-2 i / width), two queries a key head.
    private static double[] FirstBlock(CausalLanguageModel model, int[] ids, int head)
    {
        var (embedding, norm) = (Values(model, "model.embed_tokens.weight"), Values(model, "model.layers.0.input_layernorm.weight"));
        var (query, key) = (Values(model, "model.layers.0.self_attn.q_proj.weight"), Values(model, "model.layers.0.self_attn.k_proj.weight"));
        var normed = ids.Select(id =>
        {
            var row = embedding.AsSpan(id * 32, 32).ToArray();
            var length = Math.Sqrt(row.Average(value => (double)value * value) + 1e-5);
            return row.Select((value, i) => norm[i] * value / length).ToArray();
        }).ToArray();
        var last = Turned(Projected(query, head, normed[^1]), ids.Length - 1);
        var scores = normed.Select((row, place) => last.Zip(Turned(Projected(key, head / 2, row), place), (left, right) => left * right).Sum() / Math.Sqrt(Width)).ToArray();
        var all = scores.Sum(Math.Exp);
        return [.. scores.Select(score => Math.Exp(score) / all)];
    }

    private static double[] Projected(float[] weight, int head, double[] state) =>
        [.. Enumerable.Range(head * Width, Width).Select(row => state.Select((value, i) => weight[(row * 32) + i] * value).Sum())];

    private static double[] Turned(double[] values, int place) => [.. values.Select((value, i) =>
    {
        var angle = place * Math.Pow(10000, -2.0 * (i % (Width / 2)) / Width);
        return (value * Math.Cos(angle)) + ((i < Width / 2 ? -values[i + (Width / 2)] : values[i - (Width / 2)]) * Math.Sin(angle));
    })];

    private static float[] Values(CausalLanguageModel model, string name) => model.Parameter(name).View().ToArray<float>();
}
