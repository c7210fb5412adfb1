using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Tokenizers;
using Demur.Models.Tokenizers.Gguf;

namespace Demur.Models.Checkpoints.Gguf.Writing;

/// <summary>Says in GGUF's terms what a <c>tokenizer.json</c> says, for byte-level BPE and BPE with byte fallback.</summary>
internal static class GgufTokenizerExport
{
    // The names under which llama.cpp knows the published split patterns, one for each pattern.
    private static readonly string[] PreTokenizerNames = ["gpt-2", "smollm", "llama-bpe", "qwen2"];

    /// <summary>Reads the tokenizer of a folder; null when there is none.</summary>
    public static GgufTokenizerData? Read(Checkpoint origin)
    {
        var path = Path.Combine(origin.Path, "tokenizer.json");
        if (!origin.HasTokenizer)
        {
            return null;
        }

        // Rank files and two-file vocabularies say the same in other words.
        var root = File.Exists(path) ? JsonFile.ReadObject(path) : JsonNode.Parse(TokenizerJsonWriter.Write(origin.Tokenizer))!.AsObject();
        var model = new ConfigKeys(root, path).Object("model");
        if (model?.Text("type") is not "BPE")
        {
            throw new DemurException($"{path}: a tokenizer of type {Shown.Name(model?.Text("type") ?? "none")} is not written to GGUF, only BPE is. Save the model as a Hugging Face folder.");
        }

        var tokens = Tokens(root, model.Source, path);
        var byteFallback = model.Flag("byte_fallback", false);
        var merges = Merges(model.Source);
        var data = new GgufTokenizerData
        {
            Model = byteFallback ? "llama" : "gpt2",
            PreTokenizer = byteFallback ? null : PreTokenizer(root, path),
            Tokens = tokens.Texts,
            TokenTypes = tokens.Types,
            Merges = byteFallback ? null : [.. merges.Select(merge => $"{merge.Left} {merge.Right}")],
            Scores = byteFallback ? Scores(tokens.Texts, merges) : null,
            AddSpacePrefix = byteFallback ? AddsSpace(root) : false,
        };
        return WithRoles(data, origin);
    }

    private static GgufTokenizerData WithRoles(GgufTokenizerData data, Checkpoint origin)
    {
        var settings = origin.TokenizerSettings;
        var encoded = origin.Tokenizer.EncodeToIds("a");
        int? Id(string? token) => token is null ? null : origin.Tokenizer.TokenToId(token);
        var (bos, eos) = (Id(settings.BosToken) ?? origin.Config.BosTokenId, Id(settings.EosToken) ?? Single(origin.Config.EosTokenIds));
        return data with
        {
            BosTokenId = bos,
            EosTokenId = eos,
            UnknownTokenId = Id(settings.UnknownToken),
            PaddingTokenId = Id(settings.PadToken) ?? origin.Config.PadTokenId,
            AddBosToken = bos is not null && encoded[0] == bos,
            AddEosToken = eos is not null && encoded[^1] == eos,
        };
    }

    private static int? Single(IReadOnlyList<int> ids) => ids is [var first, ..] ? first : null;

    private static (string[] Texts, int[] Types) Tokens(JsonObject root, JsonObject model, string path)
    {
        var byId = new SortedDictionary<int, (string Text, GgufTokenType Type)>();
        foreach (var (text, id) in model["vocab"] as JsonObject ?? [])
        {
            byId[id!.GetValue<int>()] = (text, IsByte(text) ? GgufTokenType.Byte : GgufTokenType.Normal);
        }

        foreach (var added in (root["added_tokens"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var keys = new ConfigKeys(added, $"{path}, added_tokens");
            var text = keys.Text("content") ?? string.Empty;
            var type = text == UnknownToken(model) ? GgufTokenType.Unknown
                : keys.Flag("special", false) ? GgufTokenType.Control
                : GgufTokenType.UserDefined;
            byId[keys.Whole("id", 0, ConfigKeys.LargestSize) ?? 0] = (text, type);
        }

        // Ids that no token has are filled, since a place in the list is an id.
        var count = byId.Count == 0 ? 0 : byId.Keys.Last() + 1;
        var all = Enumerable.Range(0, count)
            .Select(id => byId.TryGetValue(id, out var token) ? token : (FormattableString.Invariant($"[PAD{id}]"), GgufTokenType.Unused))
            .ToArray();
        return (Array.ConvertAll(all, token => token.Item1), Array.ConvertAll(all, token => (int)token.Item2));
    }

    private static string? UnknownToken(JsonObject model) => model["unk_token"]?.GetValue<string>();

    private static bool IsByte(string text) =>
        text.Length == 6 && text.StartsWith("<0x", StringComparison.Ordinal) && text[5] == '>' && text[3..5].All(char.IsAsciiHexDigit);

    private static (string Left, string Right)[] Merges(JsonObject model) =>
    [
        .. (model["merges"] as JsonArray ?? []).Select(merge => merge switch
        {
            JsonArray pair => (pair[0]!.GetValue<string>(), pair[1]!.GetValue<string>()),
            _ => merge!.GetValue<string>().Split(' ', 2) is [var left, var right] ? (left, right) : (string.Empty, string.Empty),
        }),
    ];

    // SentencePiece joins the pair whose result scores highest, so the order of the merges becomes the order of the scores.
    private static float[] Scores(string[] tokens, (string Left, string Right)[] merges)
    {
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var rank = 0; rank < merges.Length; rank++)
        {
            ranks.TryAdd(merges[rank].Left + merges[rank].Right, rank);
        }

        return Array.ConvertAll(tokens, token => ranks.TryGetValue(token, out var rank) ? -1f - rank : 0f);
    }

    private static bool AddsSpace(JsonObject root)
    {
        var text = (root["normalizer"]?.ToJsonString() ?? string.Empty) + (root["pre_tokenizer"]?.ToJsonString() ?? string.Empty);
        return text.Contains("\"Prepend\"", StringComparison.Ordinal)
            || (text.Contains("\"Metaspace\"", StringComparison.Ordinal) && !text.Contains("\"never\"", StringComparison.Ordinal));
    }

    private static string PreTokenizer(JsonObject root, string path)
    {
        var own = Signature(root["pre_tokenizer"]);
        return PreTokenizerNames.FirstOrDefault(name => Signature(JsonNode.Parse(GgufPreTokenizers.Find(name).PreTokenizerJson)).SequenceEqual(own))
            ?? throw new DemurException(
                $"{path}: the pre-tokenizer is none of those that are written to GGUF ({string.Join(", ", PreTokenizerNames)}). Save the model as a Hugging Face folder.");
    }

    /// <summary>Names the steps that cut a text; what only moves offsets is left out.</summary>
    private static string[] Signature(JsonNode? node)
    {
        if (node is not JsonObject part)
        {
            return [];
        }

        return part["type"]?.GetValue<string>() switch
        {
            "Sequence" => [.. (part["pretokenizers"] as JsonArray ?? []).SelectMany(Signature)],
            "ByteLevel" => [part["use_regex"]?.GetValueKind() is JsonValueKind.False ? "spell" : "gpt-2"],
            "Digits" => [part["individual_digits"]?.GetValueKind() is JsonValueKind.True ? "digit" : "digits"],
            "Split" => [$"split {part["pattern"]?["Regex"]}"],
            var other => [other ?? string.Empty],
        };
    }
}
