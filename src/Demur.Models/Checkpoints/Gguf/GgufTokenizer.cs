using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Tokenizers.Gguf;

namespace Demur.Models.Checkpoints.Gguf;

/// <summary>Takes the tokenizer's part out of GGUF metadata.</summary>
internal static class GgufTokenizer
{
    /// <summary>Gets what the metadata says; null when the file carries no tokenizer.</summary>
    public static GgufTokenizerData? Read(GgufMetadata metadata)
    {
        if (metadata.Text("tokenizer.ggml.model") is not { } model || model is GgufTokenizerData.NoModel or "no_vocab")
        {
            return null;
        }

        var tokens = metadata.Texts("tokenizer.ggml.tokens")
            ?? throw new DemurException($"{metadata.Location}: tokenizer.ggml.tokens is missing although tokenizer.ggml.model is there. The file is corrupt; copy it again.");
        var data = new GgufTokenizerData
        {
            Model = model,
            PreTokenizer = metadata.Text("tokenizer.ggml.pre"),
            Tokens = tokens,
            Scores = metadata.Reals("tokenizer.ggml.scores"),
            TokenTypes = metadata.Wholes("tokenizer.ggml.token_type")?.Select(type => (int)Math.Clamp(type, int.MinValue, int.MaxValue)).ToArray(),
            Merges = metadata.Texts("tokenizer.ggml.merges"),
            BosTokenId = Id(metadata, "bos_token_id", tokens.Count),
            EosTokenId = Id(metadata, "eos_token_id", tokens.Count),
            UnknownTokenId = Id(metadata, "unknown_token_id", tokens.Count),
            PaddingTokenId = Id(metadata, "padding_token_id", tokens.Count),
            AddBosToken = metadata.Flag("tokenizer.ggml.add_bos_token"),
            AddEosToken = metadata.Flag("tokenizer.ggml.add_eos_token"),
            AddSpacePrefix = metadata.Flag("tokenizer.ggml.add_space_prefix"),
            RemoveExtraWhiteSpaces = metadata.Flag("tokenizer.ggml.remove_extra_whitespaces"),
            PrecompiledCharsMap = metadata.Bytes("tokenizer.ggml.precompiled_charsmap"),
        };
        CheckLength(metadata, data.Scores?.Count, "scores", tokens.Count);
        CheckLength(metadata, data.TokenTypes?.Count, "token_type", tokens.Count);
        return data;
    }

    /// <summary>Gets the special tokens' texts and the template.</summary>
    public static TokenizerSettings Settings(GgufMetadata metadata, GgufTokenizerData? data)
    {
        var settings = new TokenizerSettings
        {
            BosToken = TextOf(data, data?.BosTokenId),
            EosToken = TextOf(data, data?.EosTokenId),
            PadToken = TextOf(data, data?.PaddingTokenId),
            UnknownToken = TextOf(data, data?.UnknownTokenId),
            ChatTemplate = metadata.Text("tokenizer.chat_template"),
        };
        return settings with { Source = ToJson(settings) };
    }

    private static JsonObject ToJson(TokenizerSettings settings)
    {
        var source = new JsonObject { ["tokenizer_class"] = "PreTrainedTokenizerFast", ["clean_up_tokenization_spaces"] = false };
        foreach (var (key, text) in new[]
        {
            ("bos_token", settings.BosToken), ("eos_token", settings.EosToken), ("pad_token", settings.PadToken),
            ("unk_token", settings.UnknownToken), ("chat_template", settings.ChatTemplate),
        })
        {
            if (text is not null)
            {
                source[key] = text;
            }
        }

        return source;
    }

    private static string? TextOf(GgufTokenizerData? data, int? id) => data is not null && id is { } index ? data.Tokens[index] : null;

    private static int? Id(GgufMetadata metadata, string key, int tokens) => metadata.Whole($"tokenizer.ggml.{key}") switch
    {
        // Older converters wrote 2^32 - 1 for "none".
        null or < 0 or uint.MaxValue => null,
        var id when id < tokens => (int)id,
        var id => throw new DemurException($"{metadata.Location}: tokenizer.ggml.{key} is {id:N0}, but there are {tokens:N0} tokens. The file is corrupt; copy it again."),
    };

    private static void CheckLength(GgufMetadata metadata, int? count, string key, int tokens)
    {
        if (count is { } given && given != tokens)
        {
            throw new DemurException($"{metadata.Location}: tokenizer.ggml.{key} has {given:N0} entries for {tokens:N0} tokens. The file is corrupt; copy it again.");
        }
    }
}
