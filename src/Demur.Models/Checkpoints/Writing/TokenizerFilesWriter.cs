using System.Text;
using System.Text.Json.Nodes;
using Demur.Models.Checkpoints.Gguf.Writing;
using Demur.Models.Tokenizers;

namespace Demur.Models.Checkpoints.Writing;

/// <summary>Brings everything about tokenizer, template and generation into a checkpoint folder.</summary>
internal static class TokenizerFilesWriter
{
    // What a Hugging Face folder may hold beside configuration and weights that the model needs to read and write text.
    private static readonly string[] Copied =
    [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.json", "merges.txt",
        "vocab.txt", "tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "chat_template.jinja", "LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE", "generation_config.json", "sentence_bert_config.json", "modules.json",
        Path.Combine("1_Pooling", "config.json"),
    ];

    public static void Write(string folder, Checkpoint origin)
    {
        if (origin.Format is CheckpointFormat.HuggingFace)
        {
            Copy(origin.Path, folder);
            return;
        }

        JsonOutput.Write(Path.Combine(folder, "generation_config.json"), Generation(origin.Generation));
        if (!origin.HasTokenizer)
        {
            return;
        }

        var tokenizer = Encoding.UTF8.GetBytes(TokenizerJsonWriter.Write(origin.Tokenizer));
        GgufTokenizerCheck.RequireSame(origin.Tokenizer, tokenizer, origin.Path);
        AtomicOutput.WriteThrough(Path.Combine(folder, "tokenizer.json"), stream => stream.Write(tokenizer));
        JsonOutput.Write(Path.Combine(folder, "tokenizer_config.json"), origin.TokenizerSettings.Source);
        JsonOutput.Write(Path.Combine(folder, "special_tokens_map.json"), SpecialTokens(origin.TokenizerSettings));
    }

    private static void Copy(string from, string to)
    {
        foreach (var name in Copied)
        {
            var source = Path.Combine(from, name);
            if (File.Exists(source))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!);
                File.Copy(source, Path.Combine(to, name));
            }
        }
    }

    private static JsonObject Generation(GenerationSettings settings)
    {
        var json = new JsonObject { ["_from_model_config"] = true };
        if (settings.BosTokenId is { } bos)
        {
            json["bos_token_id"] = bos;
        }

        json["eos_token_id"] = settings.EosTokenIds is [var single] ? single : new JsonArray([.. settings.EosTokenIds.Select(id => (JsonNode)id)]);
        if (settings.PadTokenId is { } pad)
        {
            json["pad_token_id"] = pad;
        }

        return json;
    }

    private static JsonObject SpecialTokens(TokenizerSettings settings)
    {
        var json = new JsonObject();
        foreach (var (key, text) in settings.TemplateVariables)
        {
            json[key] = text?.DeepClone();
        }

        return json;
    }
}
