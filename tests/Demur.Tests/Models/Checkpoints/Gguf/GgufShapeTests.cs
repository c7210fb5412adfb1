using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models;
using Demur.Models.Checkpoints;
using Demur.Models.Checkpoints.Gguf.Writing;
using Demur.Models.Checkpoints.Writing;
using Demur.Models.Modules;
using Demur.Tensors;
using Demur.Tests.Models.Modules;
using Demur.Tests.Testing;
using Xunit;

namespace Demur.Tests.Models.Checkpoints.Gguf;

[Collection(TensorTests.Name)]
public sealed class GgufShapeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(UnusualShapes.All), MemberType = typeof(UnusualShapes))]
    public void A_model_read_back_from_gguf_computes_the_same(string shape)
    {
        using var origin = Open(shape);
        Save(origin);
        using var again = Checkpoint.Open(_folder.File("tiny.gguf"));

        Near.Equal(Logits(origin), Logits(again), 1e-5, shape);
    }

    [Theory]
    [InlineData("""{"model_type":"mistral","sliding_window":7}""", 7)]
    [InlineData("""{"model_type":"phi3","sliding_window":7}""", 7)]
    [InlineData("""{"model_type":"qwen2","sliding_window":7,"use_sliding_window":true,"max_window_layers":1}""", 7)]
    [InlineData("""{"model_type":"mistral","sliding_window":1000}""", TinyModel.Context)]
    public void Where_gguf_has_no_window_the_context_is_the_window(string shape, int context)
    {
        using var origin = Open(shape);
        Save(origin);
        using var again = Checkpoint.Open(_folder.File("tiny.gguf"));

        Assert.Equal(context, again.Config.ContextLength);
        Assert.Null(again.Config.SlidingWindow);
        Near.Equal(Logits(origin, Math.Min(context, 40)), Logits(again, Math.Min(context, 40)), 1e-5, shape);
    }

    [Theory]
    [InlineData("""{"model_type":"qwen2","head_dim":16}""", "head_dim is 16")]
    [InlineData("""{"model_type":"gemma","head_dim":8,"tie_word_embeddings":false}""", "output head of its own")]
    [InlineData("""{"model_type":"qwen3","head_dim":8,"attention_bias":true}""", "bias on the attention's output")]
    [InlineData("""{"model_type":"gemma2","head_dim":8,"query_pre_attn_scalar":8,"attn_logit_softcapping":null}""", "always caps")]
    [InlineData("""{"model_type":"gemma2","head_dim":8,"query_pre_attn_scalar":9}""", "attention_scale")]
    [InlineData("""{"model_type":"gemma3_text","head_dim":8,"query_pre_attn_scalar":8,"attn_logit_softcapping":5}""", "does not cap")]
    [InlineData("""{"model_type":"qwen2","rope_scaling":{"rope_type":"llama3","factor":8}}""", "llama3")]
    [InlineData("""{"rope_scaling":{"type":"dynamic","factor":2}}""", "rope")]
    [InlineData("""{"hidden_act":"relu"}""", "activation")]
    public void A_shape_that_llama_cpp_would_run_otherwise_is_refused(string shape, string said)
    {
        using var origin = Open(shape);

        var error = Assert.Throws<DemurException>(() => Save(origin));

        Assert.StartsWith("GGUF cannot hold this", error.Message, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("tiny.gguf")));
    }

    public void Dispose() => _folder.Dispose();

    private Checkpoint Open(string shape) => Checkpoint.Open(
        TokenizerCheckpoint.WriteWithBytes(_folder.File("tiny"), [.. JsonNode.Parse(shape)!.AsObject().Select(pair => (pair.Key, pair.Value))]));

    private void Save(Checkpoint origin) =>
        GgufWriter.Save(_folder.File("tiny.gguf"), origin, TensorToWrite.AllOf(origin.Weights), GgufQuantisation.F32, Token);

    private static Tensor Logits(Checkpoint checkpoint, int length = 40)
    {
        using var recording = Autograd.NoGrad();
        using var scope = new TensorScope();
        using var model = CausalLanguageModel.Load(checkpoint.Config, checkpoint.Weights);
        return scope.MoveToOuter(model.Logits(model.Forward(TokenBatch.Of(TinyModel.Tokens(length, seed: 5)))));
    }
}
