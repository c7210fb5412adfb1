using System.Text.Json.Nodes;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;
using Demur.Tests.Testing;

namespace Demur.Tests.Models.Checkpoints;

/// <summary>A folder with a Llama large enough for memory and time to be measured on, in several shards.</summary>
internal sealed class LargeCheckpoint : IDisposable
{
    private const int Hidden = 1024;
    private const int Inner = 2816;
    private const int Vocabulary = 16_384;
    private const int Layers = 6;
    private const long ShardBytes = 100_000_000;

    private readonly TemporaryFolder _folder = new();

    public LargeCheckpoint(ScalarType type)
    {
        TensorToWrite[] tensors = [.. Tensors(type)];
        Bytes = tensors.Sum(tensor => tensor.Bytes);
        LargestTensor = tensors.Max(tensor => tensor.Bytes);
        ShardedWriter.Write(_folder.Path, tensors, new ShardedWriterOptions(ShardBytes, null), default);
        _folder.Write("config.json", new JsonObject
        {
            ["model_type"] = "llama", ["vocab_size"] = Vocabulary, ["hidden_size"] = Hidden, ["intermediate_size"] = Inner, ["num_hidden_layers"] = Layers,
            ["num_attention_heads"] = 16, ["num_key_value_heads"] = 16, ["max_position_embeddings"] = 512, ["tie_word_embeddings"] = true, ["eos_token_id"] = 2,
        }.ToJsonString());
    }

    public string Path => _folder.Path;

    /// <summary>Gets the bytes of all tensors.</summary>
    public long Bytes { get; }

    public long LargestTensor { get; }

    public IReadOnlyList<string> Files => Directory.GetFiles(_folder.Path, "*.safetensors");

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<TensorToWrite> Tensors(ScalarType type)
    {
        TensorToWrite Of(string name, params long[] shape) => new(name + ".weight", shape, () => Tensor.Ones(shape)) { DType = type };
        yield return Of("model.embed_tokens", Vocabulary, Hidden);
        yield return Of("model.norm", Hidden);
        for (var layer = 0; layer < Layers; layer++)
        {
            var block = $"model.layers.{layer}.";
            yield return Of(block + "input_layernorm", Hidden);
            yield return Of(block + "post_attention_layernorm", Hidden);
            yield return Of(block + "self_attn.q_proj", Hidden, Hidden);
            yield return Of(block + "self_attn.k_proj", Hidden, Hidden);
            yield return Of(block + "self_attn.v_proj", Hidden, Hidden);
            yield return Of(block + "self_attn.o_proj", Hidden, Hidden);
            yield return Of(block + "mlp.gate_proj", Inner, Hidden);
            yield return Of(block + "mlp.up_proj", Inner, Hidden);
            yield return Of(block + "mlp.down_proj", Hidden, Inner);
        }
    }
}
