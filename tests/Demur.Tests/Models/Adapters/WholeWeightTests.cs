using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Models.Modules;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Adapters;

/// <summary>Adapters of PEFT that bring whole weights along: <c>modules_to_save</c> and biases.</summary>
[Collection(TensorTests.Name)]
public sealed class WholeWeightTests
{
    private const string Prefix = "base_model.model.";

    [Fact]
    public void A_head_that_was_trained_as_a_whole_takes_the_place_of_the_models_and_leaves_every_bit_behind() => TensorTests.LeaveNothingBehind(() =>
    {
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var folder = new TemporaryFolder();
        using var model = TinyModel.Create(changes: ("tie_word_embeddings", false));
        var before = model.Parameters.Select(parameter => parameter.View().Clone()).ToArray();
        var head = Random(TinyModel.Vocabulary, 32);
        var wanted = Write(model, folder.File("adapter"), ("lm_head.weight", head), ("model.norm.weight", Tensor.Ones([32]) * 2)).Hidden.Linear(head);

        using var adapter = LoraAdapter.Load(model, folder.File("adapter"));
        Near.Equal(wanted, Logits(model), 1e-5, "attached");
        adapter.Save(folder.File("again"), "base");
        adapter.Merge();
        Near.Equal(wanted, Logits(model), 1e-4, "merged");
        adapter.Unmerge();
        adapter.Detach();

        Assert.All(model.Parameters.Zip(before), pair => Assert.True(Tensor.Same(pair.First.View(), pair.Second), pair.First.Name));
        using var again = LoraAdapter.Load(model, folder.File("again"));
        Near.Equal(wanted, Logits(model), 1e-5, "saved and loaded");
        Assert.Equal("[\"lm_head\",\"norm\"]", JsonNode.Parse(File.ReadAllText(folder.File("again/adapter_config.json")))!["modules_to_save"]!.ToJsonString());
    });

    [Fact]
    public void An_embedding_that_is_the_head_as_well_is_replaced_alone_as_in_PEFT() => TensorTests.LeaveNothingBehind(() =>
    {
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var folder = new TemporaryFolder();
        using var model = TinyModel.Create();
        var old = model.HeadWeight.Clone();
        var embedding = Random(TinyModel.Vocabulary, 32);
        var made = Write(model, folder.File("adapter"), ("model.embed_tokens.weight", embedding));

        using (var adapter = LoraAdapter.Load(model, folder.File("adapter")))
        {
            Near.Equal(made.Hidden.Linear(old), Logits(model), 1e-5, "head of the base");
            adapter.Merge(reversible: false);
        }

        Near.Equal(made.Hidden.Linear(old), Logits(model), 1e-4, "merged, the adapter gone");
    });

    [Fact]
    public void Both_weights_of_a_model_that_shares_them_can_be_brought_apart() => TensorTests.LeaveNothingBehind(() =>
    {
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var folder = new TemporaryFolder();
        using var model = TinyModel.Create();
        var (embedding, head) = (Random(TinyModel.Vocabulary, 32), Random(TinyModel.Vocabulary, 32) * 2);
        var made = Write(model, folder.File("adapter"), ("model.embed_tokens.weight", embedding), ("lm_head.weight", head));

        using var adapter = LoraAdapter.Load(model, folder.File("adapter"));

        Near.Equal(made.Hidden.Linear(head), Logits(model), 1e-5, "own head");
        adapter.Detach();
        Assert.Same(model.Parameter("model.embed_tokens.weight").Storage, model.HeadWeight);
    });

    // PEFT keeps the head that the base shared; a file of this kind has room for one of the two.
    [Fact]
    public void An_embedding_parted_from_its_head_goes_into_no_file_and_is_no_reference_of_preference_tuning() => TensorTests.LeaveNothingBehind(() =>
    {
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var folder = new TemporaryFolder();
        TinyCheckpoint.Write(folder.File("base"));
        using var model = TinyModel.Create();
        SaveWith(model, folder.File("adapter"), ("model.embed_tokens.weight", Random(TinyModel.Vocabulary, 32)));
        var config = JsonNode.Parse(File.ReadAllText(folder.File("adapter/adapter_config.json")))!;
        config["base_model_name_or_path"] = folder.File("base");
        folder.Write("adapter/adapter_config.json", config.ToJsonString());

        var merging = Assert.Throws<DemurException>(() => ModelToWrite.Open(folder.File("adapter")));
        using var adapter = LoraAdapter.Load(model, folder.File("adapter"));
        var comparing = Assert.Throws<DemurException>(() => new AdapterReference(model, adapter));

        Assert.Contains("no checkpoint of its kind can hold both", merging.Message, StringComparison.Ordinal);
        Assert.Contains("its base is no reference beside it", comparing.Message, StringComparison.Ordinal);
    });

    [Theory]
    [InlineData("model.embed_tokens.weight", 98, "has shape [98, 32]")]
    [InlineData("lm_head.weight", 95, "has shape [95, 32]")]
    [InlineData("score.weight", 2, "none for a classifier")]
    public void A_weight_that_does_not_fit_is_named(string name, int rows, string said) => TensorTests.LeaveNothingBehind(() =>
    {
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var folder = new TemporaryFolder();
        using var model = TinyModel.Create(changes: ("tie_word_embeddings", false));
        SaveWith(model, folder.File("adapter"), (name, Random(rows, 32)));

        var error = Assert.Throws<DemurException>(() => LoraAdapter.Load(model, folder.File("adapter")));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    });

    [Fact]
    [Trait(TestGroups.Trait, TestGroups.Golden)]
    public void A_bias_within_a_wrapped_layer_is_found()
    {
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var folder = new TemporaryFolder();
        using var golden = GoldenModel.Open(Path.Combine(GoldenFolder.Kind("models"), "qwen2"));
        var name = "model.layers.0.self_attn.q_proj.bias";
        var old = golden.Model.Parameter(name).View().Clone();
        SaveWith(golden.Model, folder.File("adapter"), (name.Replace("q_proj.", "q_proj.base_layer.", StringComparison.Ordinal), old * 3));

        using var adapter = LoraAdapter.Load(golden.Model, folder.File("adapter"));

        Assert.True(Tensor.Same(old * 3, golden.Model.Parameter(name).View()));
        adapter.Save(folder.File("again"), "base");
        Assert.Equal("all", (string?)JsonNode.Parse(File.ReadAllText(folder.File("again/adapter_config.json")))!["bias"]);
        adapter.Detach();
        Assert.True(Tensor.Same(old, golden.Model.Parameter(name).View()));
    }

    // The hidden states with the low-rank change and the whole weights put in by hand; the model is then as before.
    private static (Tensor Hidden, LoraOptions Options) Write(CausalLanguageModel model, string path, params (string Name, Tensor Value)[] whole)
    {
        var options = SaveWith(model, path, whole, beside =>
        {
            var old = whole.Where(weight => model.Parameters.Any(parameter => parameter.Name == weight.Name))
                .Select(weight => (View: model.Parameter(weight.Name).View(), weight.Value)).Select(pair => (pair.View, pair.Value, Old: pair.View.Clone())).ToArray();
            foreach (var (view, value, _) in old)
            {
                view.CopyFrom(value);
            }

            var hidden = Hidden(model);
            foreach (var (view, _, kept) in old)
            {
                view.CopyFrom(kept);
            }

            return hidden;
        });
        return (options.Hidden!, options.Options);
    }

    private static void SaveWith(CausalLanguageModel model, string path, params (string Name, Tensor Value)[] whole) => SaveWith(model, path, whole, _ => null);

    private static (Tensor? Hidden, LoraOptions Options) SaveWith(
        CausalLanguageModel model, string path, (string Name, Tensor Value)[] whole, Func<LoraAdapter, Tensor?> measure)
    {
        using var adapter = LoraAdapter.Create(model, new LoraOptions { Rank = 4, Alpha = 8 }, seed: 1);
        using var generator = new Generator(3);
        foreach (var parameter in adapter.Parameters)
        {
            parameter.Storage.AddInPlace(Tensor.Normal(parameter.Storage.Shape, generator, 0, 0.2));
        }

        adapter.Save(path + "-plain", "base");
        Directory.CreateDirectory(path);
        File.Copy(Path.Combine(path + "-plain", "adapter_config.json"), Path.Combine(path, "adapter_config.json"));
        SafetensorsWriter.Write(
            Path.Combine(path, "adapter_model.safetensors"),
            [.. adapter.Parameters.Select(parameter => TensorToWrite.Of(parameter.Name, parameter.Storage)), .. whole.Select(weight => TensorToWrite.Of(Prefix + weight.Name, weight.Value))],
            null,
            TestContext.Current.CancellationToken);
        return (measure(adapter), adapter.Options);
    }

    private static Tensor Random(params long[] shape)
    {
        using var generator = new Generator(shape[0]);
        return Tensor.Normal(shape, generator, 0, 0.3);
    }

    private static Tensor Hidden(CausalLanguageModel model) => model.Forward(TokenBatch.Of(TinyModel.Tokens(20, seed: 1)));

    private static Tensor Logits(CausalLanguageModel model) => model.Logits(Hidden(model));
}
