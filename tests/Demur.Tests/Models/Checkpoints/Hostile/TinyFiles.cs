using System.Text;
using Demur.Models.Checkpoints.Gguf;
using Demur.Models.Checkpoints.Gguf.Writing;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Tests.Models.Checkpoints.Hostile;

/// <summary>Small sound files for readers to be tried on.</summary>
internal static class TinyFiles
{
    public const string Config = """
        { "model_type": "llama", "vocab_size": 8, "hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2,
          "num_key_value_heads": 1, "rope_scaling": { "rope_type": "yarn", "factor": 4.0, "beta_fast": 32 }, "eos_token_id": [1, 2], "rms_norm_eps": 1e-5 }
        """;

    public static byte[] Safetensors()
    {
        using var stream = new MemoryStream();
        TensorToWrite[] tensors =
        [
            Zeros("a.weight", [3, 4], ScalarType.Float32), Zeros("b.weight", [5], ScalarType.BFloat16), Zeros("c", [2, 2], ScalarType.Int64),
            Zeros("d", [7], ScalarType.UInt8), Zeros("e", [], ScalarType.Float64), Zeros("f", [0, 9], ScalarType.Float16),
        ];
        SafetensorsWriter.Write(stream, tensors, new Dictionary<string, string> { ["made"] = "here" }, default);
        return stream.ToArray();
    }

    public static byte[] Gguf() => Gguf("gpt-2", Tensors());

    /// <summary>Gives a file whose query weights have rows of no width.</summary>
    public static byte[] GgufOfNoWidth() => Gguf("gpt-2", [.. Tensors().Where(tensor => tensor.Name != "blk.0.attn_q.weight"), Block("blk.0.attn_q.weight", [32, 0], "F32")]);

    /// <summary>Gives a file that names its way of splitting so.</summary>
    public static byte[] GgufThatSplitsLike(string name) => Gguf(name, Tensors());

    /// <summary>Gives a file with a Unigram tokenizer and its table of replacements.</summary>
    public static byte[] GgufOfPieces()
    {
        var pairs = ModelPairs();
        pairs.Add("tokenizer.ggml.model", "t5");
        pairs.Add("tokenizer.ggml.tokens", new[] { "<unk>", "</s>", "a", "b", "ab", "\u2581", "<x>", "\u2581a" });
        pairs.Add("tokenizer.ggml.scores", new[] { 0f, 0f, -1f, -2f, -1.5f, -3f, 0f, -2.5f });
        pairs.Add("tokenizer.ggml.token_type", new[] { 2, 3, 1, 1, 1, 1, 4, 1 });
        pairs.Add("tokenizer.ggml.eos_token_id", 1u);
        pairs.Add("tokenizer.ggml.add_space_prefix", true);
        pairs.Add("tokenizer.ggml.remove_extra_whitespaces", true);
        pairs.Add("tokenizer.ggml.precompiled_charsmap", new byte[] { 4, 0, 0, 0, 0, 0, 0, 0, 0 });
        return Gguf(pairs, Tensors());
    }

    private static byte[] Gguf(string splits, List<GgufTensorToWrite> tensors) => Gguf(Pairs(splits), tensors);

    private static byte[] Gguf(GgufPairs pairs, List<GgufTensorToWrite> tensors)
    {
        using var stream = new MemoryStream();
        GgufStreamWriter.Write(stream, pairs, tensors, default);
        return stream.ToArray();
    }

    public static byte[] Index() => Encoding.UTF8.GetBytes(
        """{ "metadata": { "total_size": 123 }, "weight_map": { "a.weight": "model.safetensors", "b.weight": "model.safetensors", "c": "model.safetensors" } }""");

    private static GgufPairs ModelPairs()
    {
        var pairs = new GgufPairs();
        pairs.Add("general.architecture", "llama");
        pairs.Add("llama.context_length", 64u);
        pairs.Add("llama.embedding_length", 32u);
        pairs.Add("llama.feed_forward_length", 32u);
        pairs.Add("llama.block_count", 1u);
        pairs.Add("llama.attention.head_count", 2u);
        pairs.Add("llama.attention.head_count_kv", 1u);
        pairs.Add("llama.rope.freq_base", 10000f);
        pairs.Add("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        return pairs;
    }

    private static GgufPairs Pairs(string splits)
    {
        var pairs = ModelPairs();
        pairs.Add("tokenizer.ggml.model", "gpt2");
        pairs.Add("tokenizer.ggml.pre", splits);
        pairs.Add("tokenizer.ggml.tokens", new[] { "a", "b", "c", "d", "ab", "cd", "<|x|>", "<|y|>" });
        pairs.Add("tokenizer.ggml.token_type", new[] { 1, 1, 1, 1, 1, 1, 3, 3 });
        pairs.Add("tokenizer.ggml.merges", new[] { "a b", "c d" });
        pairs.Add("tokenizer.ggml.eos_token_id", 7u);
        pairs.Add("tokenizer.ggml.add_bos_token", false);
        pairs.Add("tokenizer.chat_template", "{{ messages[0].content }}");
        return pairs;
    }

    private static List<GgufTensorToWrite> Tensors() =>
    [
        Block("token_embd.weight", [8, 32], "Q8_0"), Block("blk.0.attn_q.weight", [32, 32], "Q4_1"), Block("blk.0.attn_k.weight", [16, 32], "Q4_0"),
        Block("blk.0.ffn_gate.weight", [32, 32], "F16"), Block("blk.0.ffn_up.weight", [32, 32], "BF16"), Block("output_norm.weight", [32], "F32"),
        Block("rope_freqs.weight", [8], "F32"),
    ];

    private static GgufTensorToWrite Block(string name, long[] shape, string format) =>
        new(name, new TensorToWrite(name, shape, () => Tensor.Ones(shape)), GgmlFormats.Find(format)!);

    private static TensorToWrite Zeros(string name, long[] shape, ScalarType type) =>
        new(name, shape, () => Tensor.Zeros(shape, type)) { DType = type };
}
