using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Adapters;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Encoders;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Adapters;

/// <summary>PEFT adapters of task type SEQ_CLS: low-rank changes of a model that generates, and a head that it has not.</summary>
[Collection(TensorTests.Name)]
public sealed class ClassifierAdapterTests : IDisposable
{
    private const int Labels = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly string _base;

    public ClassifierAdapterTests() => _base = TinyCheckpoint.Write(_folder.File("base"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Texts_are_scored_with_the_adapter_and_alike_by_the_merged_checkpoint(bool dora)
    {
        const string Text = "how do I bake bread";
        var expected = Write(Text, new LoraOptions { Rank = 4, Alpha = 8, Dora = dora }, Labels);

        using (var beside = TextClassifier.Open(_folder.File("adapter")))
        {
            Assert.Equal(Labels, beside.Labels.Names.Count);
            AssertNear(expected, (await beside.ScoreAsync([Text], Token))[0]);
        }

        using (var model = ModelToWrite.Open(_folder.File("adapter")))
        {
            CheckpointWriter.Save(_folder.File("merged"), model.Origin, model.Tensors, new CheckpointWriterOptions { ConfigChanges = model.ConfigChanges }, Token);
        }

        using var merged = TextClassifier.Open(_folder.File("merged"));
        AssertNear(expected, (await merged.ScoreAsync([Text], Token))[0]);
        var config = JsonNode.Parse(File.ReadAllText(_folder.File("merged/config.json")))!;
        Assert.Equal("LlamaForSequenceClassification", (string?)config["architectures"]![0]);
        Assert.Equal(Labels, config["id2label"]!.AsObject().Count);
    }

    [Fact]
    public void An_adapter_that_brings_no_head_is_no_classifier()
    {
        Write("a lock", new LoraOptions { Rank = 4, Alpha = 8 }, labels: 0);

        var error = Assert.Throws<DemurException>(() => TextClassifier.Open(_folder.File("adapter")));

        Assert.Contains("has a classification head", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_with_new_rows_is_refused_by_name()
    {
        Write("a lock", new LoraOptions { Rank = 4, Alpha = 8 }, Labels, ("model.embed_tokens.weight", TinyModel.Vocabulary + 2));

        var error = Assert.Throws<DemurException>(() => TextClassifier.Open(_folder.File("adapter")));

        Assert.Contains("embed_tokens", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // What the head makes of the last token's state, with the low-rank change beside the weights.
    private float[] Write(string text, LoraOptions options, int labels, params (string Name, int Rows)[] more)
    {
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var local = LocalModel.Open(_base, new LocalModelOptions { DType = ScalarType.Float32 });
        using var adapter = LoraAdapter.Create(local.Model, options, seed: 1);
        using var generator = new Generator(3);
        foreach (var parameter in adapter.Parameters)
        {
            parameter.Storage.AddInPlace(Tensor.Normal(parameter.Storage.Shape, generator, 0, 0.2));
        }

        adapter.Save(_folder.File("plain"), _base);
        var config = JsonNode.Parse(File.ReadAllText(_folder.File("plain/adapter_config.json")))!;
        config["task_type"] = "SEQ_CLS";
        Directory.CreateDirectory(_folder.File("adapter"));
        _folder.Write("adapter/adapter_config.json", config.ToJsonString());
        var head = Tensor.Normal([Math.Max(1, labels), 32], generator);
        (string, Tensor)[] whole = [.. labels > 0 ? new[] { ("score.weight", head) } : [], .. more.Select(weight => (weight.Name, Tensor.Zeros([weight.Rows, 32])))];
        SafetensorsWriter.Write(
            _folder.File("adapter/adapter_model.safetensors"),
            [.. adapter.Parameters.Select(parameter => TensorToWrite.Of(parameter.Name, parameter.Storage)), .. whole.Select(weight => TensorToWrite.Of("base_model.model." + weight.Item1, weight.Item2))],
            null,
            Token);
        var ids = local.Tokenizer.EncodeToIds(text);
        var hidden = local.Model.Forward(TokenBatch.Of([.. ids]));
        return hidden.Narrow(0, ids.Count - 1, 1).Linear(head).Softmax(-1).ToArray<float>();
    }

    private static void AssertNear(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
}
