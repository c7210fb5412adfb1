using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;
using Demur.Models.Tokenizers;
using Demur.Models.Tokenizers.Gguf;

namespace Demur.Models.Checkpoints.Gguf.Writing;

/// <summary>Says in GGUF's terms what a tokenizer's files say: byte-level BPE, BPE with byte fallback, and SentencePiece's models.</summary>
internal static class GgufTokenizerExport
{
    // The names under which llama.cpp knows the published split patterns, one for each pattern.
    private static readonly string[] PreTokenizerNames = ["gpt-2", "smollm", "llama-bpe", "qwen2"];

    /// <summary>Reads the tokenizer of a folder; null when there is none.</summary>
    /// <exception cref="DemurException">GGUF has no words for it, or it would give other ids.</exception>
    public static GgufTokenizerData? Read(Checkpoint origin)
    {
        if (!origin.HasTokenizer)
        {
            return null;
        }

        var data = WithRoles(origin.Tokenizer.Parts.SentencePiece is { } pieces ? GgufPieces.FromModel(pieces) : FromJson(origin), origin);
        GgufTokenizerCheck.RequireSame(origin.Tokenizer, data, origin.Path);
        return data;
    }

    private static GgufTokenizerData FromJson(Checkpoint origin)
    {
        var path = Path.Combine(origin.Path, "tokenizer.json");

        // Rank files and two-file vocabularies say the same in other words.
        var root = File.Exists(path) ? JsonFile.ReadObject(path) : JsonNode.Parse(TokenizerJsonWriter.Write(origin.Tokenizer))!.AsObject();
        var model = new ConfigKeys(root, path).Object("model");
        if (model?.Source["vocab"] is JsonArray)
        {
            return GgufPieces.FromUnigram(root, model);
        }

        if (model is null || !model.Has("merges"))
        {
            throw new DemurException($"{path}: a tokenizer of kind {origin.Tokenizer.Kind} is not written to GGUF, only BPE and Unigram are. Save the model as a Hugging Face folder.");
        }

        var tokens = Tokens(model.Source);
        var byteFallback = model.Flag("byte_fallback", false);
        var merges = Merges(model.Source);
        return new GgufTokenizerData
        {
            Model = byteFallback ? "llama" : "gpt2",
            PreTokenizer = byteFallback ? null : PreTokenizer(root, path),
            Tokens = tokens.Texts,
            TokenTypes = tokens.Types,
            Merges = byteFallback ? null : [.. merges.Select(merge => $"{merge.Left} {merge.Right}")],
            Scores = byteFallback ? Scores(tokens.Texts, merges) : null,
            AddSpacePrefix = byteFallback ? AddsSpace(root) : false,
        };
    }

    private static GgufTokenizerData WithRoles(GgufTokenizerData data, Checkpoint origin)
    {
        var (settings, known) = (origin.TokenizerSettings, origin.Tokenizer.SpecialTokens);
        var (first, last) = Around(origin.Tokenizer);
        int? Id(string? token) => token is null ? null : origin.Tokenizer.TokenToId(token);
        var (bos, eos) = (Id(settings.BosToken) ?? known.Bos ?? first ?? origin.Config.BosTokenId, Id(settings.EosToken) ?? known.Eos ?? last ?? Single(origin.Config.EosTokenIds));
        data = WithAddedTokens(data, origin.Tokenizer);
        return data with
        {
            BosTokenId = Within(data, bos),
            EosTokenId = Within(data, eos),
            UnknownTokenId = Within(data, Id(settings.UnknownToken) ?? known.Unk),
            PaddingTokenId = Within(data, Id(settings.PadToken) ?? known.Pad ?? origin.Config.PadTokenId),
            AddBosToken = bos is not null && first == bos,
            AddEosToken = eos is not null && last == eos,
        };
    }

    // A configuration that names no tokens has its family's, which a vocabulary of another size may lack.
    private static int? Within(GgufTokenizerData data, int? id) => id < data.Tokens.Count ? id : null;

    // What the tokenizer puts before and after every text.
    private static (int? First, int? Last) Around(Tokenizer tokenizer)
    {
        var (bare, whole) = (tokenizer.EncodeToIds("a", addSpecialTokens: false), tokenizer.EncodeToIds("a"));
        var before = Enumerable.Range(0, Math.Max(0, whole.Count - bare.Count + 1)).Where(start => whole.Skip(start).Take(bare.Count).SequenceEqual(bare)).DefaultIfEmpty(whole.Count).First();
        return (before > 0 ? whole[0] : null, before + bare.Count < whole.Count ? whole[^1] : null);
    }

    private static int? Single(IReadOnlyList<int> ids) => ids is [var first, ..] ? first : null;

    private static (string[] Texts, int[] Types) Tokens(JsonObject model)
    {
        var vocabulary = (model["vocab"] as JsonObject ?? []).Select(pair => (pair.Key, Id: pair.Value!.GetValue<int>())).ToArray();
        var texts = new string[vocabulary.Length == 0 ? 0 : vocabulary.Max(pair => pair.Id) + 1];
        var types = new int[texts.Length];
        Fill(texts, types, from: 0);
        foreach (var (text, id) in vocabulary)
        {
            var isUnknown = text == model["unk_token"]?.GetValue<string>();
            (texts[id], types[id]) = (text, (int)(isUnknown ? GgufTokenType.Unknown : IsByte(text) ? GgufTokenType.Byte : GgufTokenType.Normal));
        }

        return (texts, types);
    }

    // Ids that no token has are filled, since a place in the list is an id.
    private static void Fill(string[] texts, int[] types, int from)
    {
        for (var id = from; id < texts.Length; id++)
        {
            (texts[id], types[id]) = (FormattableString.Invariant($"[PAD{id}]"), (int)GgufTokenType.Unused);
        }
    }

    private static GgufTokenizerData WithAddedTokens(GgufTokenizerData data, Tokenizer tokenizer)
    {
        var count = Math.Max(data.Tokens.Count, tokenizer.AddedTokens.Keys.DefaultIfEmpty(-1).Max() + 1);
        var (texts, types) = (new string[count], new int[count]);
        data.Tokens.ToArray().CopyTo(texts, 0);
        data.TokenTypes!.ToArray().CopyTo(types, 0);
        Fill(texts, types, data.Tokens.Count);
        foreach (var (id, token) in tokenizer.AddedTokens)
        {
            texts[id] = token.Content;
            types[id] = types[id] == (int)GgufTokenType.Unknown ? types[id] : (int)(token.Special ? GgufTokenType.Control : GgufTokenType.UserDefined);
        }

        return data with { Tokens = texts, TokenTypes = types, Scores = data.Scores is { } scores ? [.. scores, .. new float[count - scores.Count]] : null };
    }

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
