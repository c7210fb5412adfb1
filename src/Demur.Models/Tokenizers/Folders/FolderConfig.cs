using Demur.Models.Tokenizers.Json;

namespace Demur.Models.Tokenizers.Folders;

/// <summary>What <c>tokenizer_config.json</c> and its neighbours say beside the vocabulary.</summary>
internal sealed record FolderConfig
{
    /// <summary>Gets the tokenizer class of Transformers without the ending <c>Fast</c>, or an empty text.</summary>
    public string ClassName { get; init; } = string.Empty;

    public string? Bos { get; init; }

    public string? Eos { get; init; }

    public string? Pad { get; init; }

    public string? Unk { get; init; }

    public bool? AddBos { get; init; }

    public bool? AddEos { get; init; }

    public bool AddPrefixSpace { get; init; }

    public bool Lowercase { get; init; } = true;

    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>Reads the files that are there.</summary>
    public static FolderConfig Read(string folder)
    {
        var config = ReadIfThere(folder, "tokenizer_config.json", new FolderConfig(), ReadMain);
        config = ReadIfThere(folder, "special_tokens_map.json", config, ReadRoles);
        return ReadIfThere(folder, "added_tokens.json", config, ReadAddedIds);
    }

    /// <summary>Reads a <c>tokenizer_config.json</c> alone.</summary>
    public static FolderConfig ReadFile(string path) => JsonFile.Read(path, root => ReadMain(new FolderConfig(), root));

    private static FolderConfig ReadIfThere(string folder, string name, FolderConfig config, Func<FolderConfig, JsonPart, FolderConfig> read)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? JsonFile.Read(path, root => read(config, root)) : config;
    }

    private static FolderConfig ReadMain(FolderConfig config, JsonPart root)
    {
        var className = root["tokenizer_class"].StringOr(string.Empty);
        return ReadRoles(config, root) with
        {
            ClassName = className.EndsWith("Fast", StringComparison.Ordinal) ? className[..^4] : className,
            AddBos = root["add_bos_token"].IsNull ? null : root["add_bos_token"].BooleanOr(false),
            AddEos = root["add_eos_token"].IsNull ? null : root["add_eos_token"].BooleanOr(false),
            AddPrefixSpace = root["add_prefix_space"].BooleanOr(false),
            Lowercase = root["do_lower_case"].BooleanOr(true),
            AddedTokens = AddedTokenReader.ReadTable(root["added_tokens_decoder"]),
        };
    }

    private static FolderConfig ReadRoles(FolderConfig config, JsonPart root) => config with
    {
        Bos = config.Bos ?? Content(root["bos_token"]),
        Eos = config.Eos ?? Content(root["eos_token"]),
        Pad = config.Pad ?? Content(root["pad_token"]),
        Unk = config.Unk ?? Content(root["unk_token"]),
    };

    private static FolderConfig ReadAddedIds(FolderConfig config, JsonPart root)
    {
        var known = config.AddedTokens.Select(token => token.Content).ToHashSet(StringComparer.Ordinal);
        var roles = new[] { config.Bos, config.Eos, config.Pad, config.Unk };
        return config with
        {
            AddedTokens =
            [
                .. config.AddedTokens,
                .. root.Fields()
                    .Where(field => !known.Contains(field.Name))
                    .Select(field => new AddedToken { Id = field.Value.TokenId(), Content = field.Name, Special = roles.Contains(field.Name) }),
            ],
        };
    }

    // Written as a text, or as an object that also says how the token matches.
    private static string? Content(JsonPart part) => part.IsObject ? part["content"].String() : part.StringOrNull();
}
