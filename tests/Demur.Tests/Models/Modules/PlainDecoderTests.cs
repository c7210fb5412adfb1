using System.Text.Json.Nodes;
using Demur.Models;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Modules;

/// <summary>Whole models whose reference figures are not at hand, against the published formulas in float64.</summary>
[Collection(TensorTests.Name)]
public sealed class PlainDecoderTests
{
    private const int Pairs = 4;
    private const int Trained = 64;
    private const int Draws = 40;
    private static readonly double[] Plain = [.. Enumerable.Range(0, Pairs).Select(i => Math.Pow(10_000, -i / (double)Pairs))];

    // arXiv 2309.00071: a pair that turns more than beta_fast times within the trained context keeps its step, one that turns fewer than
    // beta_slow times is divided by the factor, and between the two places the share falls in a line; both are rounded outwards to whole
    // pairs, as published checkpoints were trained. Queries and keys grow by 0.1 ln(factor) + 1.
    [Theory]
    [InlineData(4, 32, 1)]
    [InlineData(4, 4, 0.5)]
    [InlineData(2, 16, 2)]
    public void Yarn_beyond_the_trained_context_is_the_papers_formula(double factor, double fast, double slow)
    {
        var (first, last) = (Math.Max(Math.Floor(PlaceOf(fast)), 0), Math.Min(Math.Ceiling(PlaceOf(slow)), (2 * Pairs) - 1));
        var steps = Plain.Select((step, pair) =>
        {
            var divided = pair <= first ? 0 : pair >= last ? 1 : (pair - first) / (last - first);
            return (step * (1 - divided)) + (step / factor * divided);
        });

        Check([.. steps], (0.1 * Math.Log(factor)) + 1, length: 100, ("rope_scaling", Rope("yarn", factor, ("beta_fast", fast), ("beta_slow", slow))));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(100)]
    public void Long_rope_is_the_papers_formula(int length)
    {
        var (near, far) = (new[] { 1, 1.5, 2, 2.5 }, new double[] { 1, 3, 6, 12 });
        var steps = Plain.Zip(length > Trained ? far : near, (step, divisor) => step / divisor).ToArray();

        Check(
            steps,
            Math.Sqrt(1 + (Math.Log(4) / Math.Log(Trained))),
            length,
            ("rope_scaling", Rope("longrope", 4, ("short_factor", List(near)), ("long_factor", List(far)))));
    }

    [Fact]
    public void Gemma_1_is_the_papers_formula() => Check(
        Plain,
        1,
        length: 60,
        ("model_type", "gemma"),
        ("architectures", new JsonArray("GemmaForCausalLM")),
        ("head_dim", 8),
        ("hidden_activation", "gelu_pytorch_tanh"),
        ("hidden_act", "gelu_pytorch_tanh"));

    // Few key heads and many, heads of any width, windows shorter than the text, caps and none, every activation, biases, both generations of
    // keys, texts beyond the context where the base grows. Float32 itself is off by up to 2e-4 where Gemma's norms and weights are large.
    [Theory]
    [InlineData("llama")]
    [InlineData("mistral")]
    [InlineData("qwen2")]
    [InlineData("qwen3")]
    [InlineData("gemma")]
    [InlineData("gemma2")]
    [InlineData("gemma3_text")]
    [InlineData("phi3")]
    public void Drawn_configurations_of_every_family_are_the_published_formulas(string family)
    {
        const int Length = 20;
        using var recording = Autograd.NoGrad();
        for (var seed = 0; seed < Draws; seed++)
        {
            using var scope = new TensorScope();
            var drawn = DrawnConfig.Of(family, seed);
            using var model = TinyModel.Create(seed: seed, changes: [.. drawn.Json.Select(pair => (pair.Key, pair.Value))]);
            int[] tokens = [.. TinyModel.Tokens(Length, seed).Select(token => token % drawn.Json["vocab_size"]!.GetValue<int>())];
            var plain = new PlainDecoder(model, drawn.Json, layer => drawn.Steps(Length, IsLocal(model, layer)), turnScale: 1);

            Near.Equal(Tensor.From(plain.Logits(tokens)), model.Logits(model.Forward(TokenBatch.Of(tokens))), 5e-4, $"{family}, seed {seed}: {drawn.Json.ToJsonString()}");
        }
    }

    // Gemma 3 turns the layers with a window by a base of their own.
    private static bool IsLocal(CausalLanguageModel model, int layer) =>
        model.Config.ModelType == "gemma3_text" && (layer + 1) % model.Config.Source["sliding_window_pattern"]!.GetValue<int>() != 0;

    private static void Check(double[] steps, double turnScale, int length, params (string Key, JsonNode? Value)[] changes)
    {
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var model = TinyModel.Create(changes: changes);
        var tokens = TinyModel.Tokens(length, seed: 5);
        var plain = new PlainDecoder(model, model.Config.Source, _ => steps, turnScale);

        Near.Equal(Tensor.From(plain.Logits(tokens)), model.Logits(model.Forward(TokenBatch.Of(tokens))), 1e-4, "logits");
    }

    // Where along the pairs one turns that many times within the trained context: found by halving, the wavelength grows along them.
    private static double PlaceOf(double turns)
    {
        var (low, high) = (-10.0 * Pairs, 10.0 * Pairs);
        for (var i = 0; i < 200; i++)
        {
            var middle = (low + high) / 2;
            var wavelength = 2 * Math.PI * Math.Pow(10_000, middle / Pairs);
            (low, high) = Trained / wavelength > turns ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static JsonObject Rope(string type, double factor, params (string Key, JsonNode Value)[] more)
    {
        var rope = new JsonObject { ["type"] = type, ["factor"] = factor, ["original_max_position_embeddings"] = Trained };
        foreach (var (key, value) in more)
        {
            rope[key] = value;
        }

        return rope;
    }

    private static JsonArray List(double[] values) => new([.. values.Select(value => (JsonNode)value)]);
}
