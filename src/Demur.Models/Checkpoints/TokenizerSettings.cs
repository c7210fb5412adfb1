using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Checkpoints;

/// <summary>What a checkpoint says about its tokenizer beside the vocabulary (<c>tokenizer_config.json</c>, or GGUF metadata).</summary>
public sealed record TokenizerSettings
{
    private static readonly string[] TemplateTokens = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>Gets the text of the token that opens a text; <see langword="null"/> when there is none.</summary>
    public string? BosToken { get; init; }

    /// <summary>Gets the text of the token that ends a text; <see langword="null"/> when there is none.</summary>
    public string? EosToken { get; init; }

    /// <summary>Gets the text of the padding token; <see langword="null"/> when there is none.</summary>
    public string? PadToken { get; init; }

    /// <summary>Gets the text of the token for what the vocabulary cannot spell; <see langword="null"/> when there is none.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>Gets the longest input in tokens; <see langword="null"/> when not given or meaninglessly large.</summary>
    public int? MaximumLength { get; init; }

    /// <summary>Gets the chat template's text (Jinja); <see langword="null"/> when the model has none.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>Gets further templates by name, such as <c>tool_use</c>.</summary>
    public IReadOnlyDictionary<string, string> NamedTemplates { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the file as it stood; empty when there was none.</summary>
    public JsonObject Source { get; init; } = [];

    /// <summary>Gets the special tokens as variables for a chat template: <c>bos_token</c>, <c>eos_token</c> and the others that are set.</summary>
    public IReadOnlyDictionary<string, JsonNode?> TemplateVariables
    {
        get
        {
            var keys = new ConfigKeys(Source, "tokenizer_config.json");
            return TemplateTokens
                .Select(key => (Key: key, Text: Token(keys, key)))
                .Where(pair => pair.Text is not null)
                .ToDictionary(pair => pair.Key, pair => (JsonNode?)pair.Text, StringComparer.Ordinal);
        }
    }

    internal static TokenizerSettings Read(string folder)
    {
        var path = Path.Combine(folder, "tokenizer_config.json");
        var keys = new ConfigKeys(JsonFile.ReadObjectIfPresent(path) ?? [], path);
        var templates = Templates(keys);
        return new TokenizerSettings
        {
            BosToken = Token(keys, "bos_token"),
            EosToken = Token(keys, "eos_token"),
            PadToken = Token(keys, "pad_token"),
            UnknownToken = Token(keys, "unk_token"),
            // "No limit" is written as 1e30.
            MaximumLength = keys.RealOrNull("model_max_length") is >= 1 and <= ConfigKeys.LargestSize and var length ? (int)length : null,
            ChatTemplate = OwnFile(folder) ?? templates.GetValueOrDefault("default"),
            NamedTemplates = templates,
            Source = keys.Source,
        };
    }

    // Newer checkpoints keep the template in a file of its own, which then counts.
    private static string? OwnFile(string folder)
    {
        var path = Path.Combine(folder, "chat_template.jinja");
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DemurException($"{path}: cannot be read ({error.Message}). Check its permissions.", error);
        }
    }

    private static Dictionary<string, string> Templates(ConfigKeys keys)
    {
        var templates = new Dictionary<string, string>(StringComparer.Ordinal);
        switch (keys.Source["chat_template"])
        {
            case JsonArray named:
                foreach (var entry in named)
                {
                    var pair = entry is JsonObject both
                        ? new ConfigKeys(both, $"{keys.Where}, chat_template")
                        : throw keys.Bad("chat_template", named, "a text, or a list of objects with name and template");
                    if (pair.Text("name") is { } name && pair.Text("template") is { } template)
                    {
                        templates[name] = template;
                    }
                }

                break;
            case not null:
                templates["default"] = keys.Text("chat_template")!;
                break;
        }

        return templates;
    }

    // A token stands as its text or as an object with more about it.
    private static string? Token(ConfigKeys keys, string key) =>
        keys.Source[key] is JsonObject ? keys.Object(key)!.Text("content") : keys.Text(key);
}
