using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Checkpoints;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Modules;

[Collection(TensorTests.Name)]
public sealed class WeightReaderTests
{
    [Fact]
    public void A_missing_weight_is_named() => Expect(
        weights => weights.Remove("model.layers.1.mlp.up_proj.weight"), "has no tensor model.layers.1.mlp.up_proj.weight");

    [Fact]
    public void A_weight_of_another_shape_is_named_with_both_shapes() => Expect(
        weights => weights["model.norm.weight"] = Tensor.Ones([31]), "model.norm.weight has shape [31], but the configuration calls for [32]");

    [Fact]
    public void Weights_without_a_place_are_named() => Expect(
        weights => weights["model.layers.2.mlp.up_proj.weight"] = Tensor.Ones([48, 32]), "holds \"model.layers.2.mlp.up_proj.weight\", which the configuration has no place for");

    [Fact]
    public void Buffers_that_follow_from_the_configuration_and_a_tied_head_may_be_there() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var weights = Weights();
        weights["model.layers.0.self_attn.rotary_emb.inv_freq"] = Tensor.Ones([4]);
        weights["lm_head.weight"] = Tensor.Ones([TinyModel.Vocabulary, 32]);

        using var model = CausalLanguageModel.Load(TinyModel.Config(), new Held(weights));

        Assert.Same(model.Parameter("model.embed_tokens.weight").Storage, model.HeadWeight);
    });

    [Fact]
    public void Names_without_the_prefix_of_the_body_are_found() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var bare = Weights().ToDictionary(pair => pair.Key["model.".Length..], pair => pair.Value);

        using var model = CausalLanguageModel.Load(TinyModel.Config(), new Held(bare));

        Assert.Equal("model.embed_tokens.weight", model.Parameters[0].Name);
    });

    [Fact]
    public void Parts_of_a_packed_weight_are_seen_and_written_under_their_own_names() => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        var key = model.Parameter("model.layers.0.self_attn.k_proj.weight");
        var query = model.Parameter("model.layers.0.self_attn.q_proj.weight").View().Clone();

        key.View().Fill(0.5);

        Assert.Equal([16L, 32L], key.View().Shape.ToArray());
        Assert.Equal(0.5, model.Parameter("model.layers.0.self_attn.k_proj.weight").View().Mean().Item());
        Assert.True(Tensor.Same(query, model.Parameter("model.layers.0.self_attn.q_proj.weight").View()));
    });

    private static void Expect(Action<Dictionary<string, Tensor>> spoil, string message) => TensorTests.LeaveNothingBehind(() =>
    {
        using var scope = new TensorScope();
        var weights = Weights();
        spoil(weights);

        var error = Assert.Throws<DemurException>(() => CausalLanguageModel.Load(TinyModel.Config(), new Held(weights)));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("Check that config.json belongs to these weights", error.Message, StringComparison.Ordinal);
    });

    private static Dictionary<string, Tensor> Weights()
    {
        using var model = TinyModel.Create();
        return model.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.View().Clone());
    }

    private sealed class Held(Dictionary<string, Tensor> weights) : ITensorSource
    {
        public string Location => "weights";

        public IReadOnlyDictionary<string, TensorInfo> Tensors => weights.ToDictionary(pair => pair.Key, pair => new TensorInfo
        {
            Name = pair.Key, Shape = pair.Value.Shape.ToArray(), Format = "F32", DType = ScalarType.Float32, StoredBytes = 0,
        });

        public Tensor Load(string name, ScalarType dtype, Device device) => weights[name].Clone().To(dtype, device);

        public void Dispose()
        {
            // The test's scope owns the tensors.
        }
    }
}
