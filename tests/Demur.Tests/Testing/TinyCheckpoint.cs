using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Models.Checkpoints.Safetensors;
using Demur.Models.Checkpoints.Writing;
using Demur.Tensors;

namespace Demur.Tests.Testing;

/// <summary>A checkpoint folder of a few thousand random weights with a tokenizer of words and a chat template.</summary>
internal static class TinyCheckpoint
{
    private static readonly string[] Words =
    [
        "<unk>", "<s>", "</s>", "<user>", "<assistant>", "Sorry", "no", "yes", "help", "cannot", "how", "do", "I", "make", "bread", "a", "lock", "open", "the", "door",
        "with", "flour", "and", "water", "bake", "it", "for", "an", "hour", "pick", "quickly", "safely", "please", "tell", "me", "about", "rain", "sun", "sea", "salt",
    ];

    /// <summary>Writes the folder.</summary>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var config = new JsonObject
        {
            ["model_type"] = "llama", ["architectures"] = new JsonArray("LlamaForCausalLM"), ["vocab_size"] = TinyModel.Vocabulary, ["hidden_size"] = 32,
            ["intermediate_size"] = 48, ["num_hidden_layers"] = 2, ["num_attention_heads"] = 4, ["num_key_value_heads"] = 2, ["max_position_embeddings"] = TinyModel.Context,
            ["rms_norm_eps"] = 1e-5, ["bos_token_id"] = 1, ["eos_token_id"] = 2, ["pad_token_id"] = 0, ["tie_word_embeddings"] = true, ["torch_dtype"] = "float32", ["hidden_act"] = "silu",
        };
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJsonString());
        File.WriteAllText(Path.Combine(folder, "tokenizer.json"), Tokenizer().ToJsonString());
        File.WriteAllText(Path.Combine(folder, "tokenizer_config.json"), new JsonObject
        {
            ["bos_token"] = "<s>", ["eos_token"] = "</s>", ["unk_token"] = "<unk>",
            ["chat_template"] = "{% for m in messages %}<{{ m.role }}> {{ m.content }} </s> {% endfor %}{% if add_generation_prompt %}<assistant> {% endif %}",
        }.ToJsonString());
        using var scope = new TensorScope();
        using var model = TinyModel.Create();
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), [.. model.Parameters.Select(parameter => TensorToWrite.Of(parameter.Name, parameter.View()))]);
        return folder;
    }

    private static JsonObject Tokenizer()
    {
        var vocabulary = new JsonObject();
        foreach (var word in Words)
        {
            vocabulary[word] = vocabulary.Count;
        }

        for (var filler = vocabulary.Count; filler < TinyModel.Vocabulary; filler++)
        {
            vocabulary[$"word{filler}"] = filler;
        }

        return new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = JsonSerializer.SerializeToNode(Words.Take(5).Select((word, id) => new
            {
                id, content = word, single_word = false, lstrip = false, rstrip = false, normalized = false, special = true,
            })),
            ["normalizer"] = null,
            ["pre_tokenizer"] = new JsonObject { ["type"] = "WhitespaceSplit" },
            ["post_processor"] = null,
            ["decoder"] = null,
            ["model"] = new JsonObject { ["type"] = "WordLevel", ["vocab"] = vocabulary, ["unk_token"] = "<unk>" },
        };
    }
}
