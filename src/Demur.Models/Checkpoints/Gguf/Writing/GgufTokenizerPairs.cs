using Demur.Models.Tokenizers.Gguf;

namespace Demur.Models.Checkpoints.Gguf.Writing;

/// <summary>Writes a tokenizer as GGUF metadata.</summary>
internal static class GgufTokenizerPairs
{
    private const string Prefix = "tokenizer.ggml.";

    public static void Add(GgufPairs pairs, GgufTokenizerData data, string? chatTemplate, int rows)
    {
        pairs.Add(Prefix + "model", data.Model);
        pairs.Add(Prefix + "pre", data.PreTokenizer);
        var missing = Math.Max(0, rows - data.Tokens.Count);
        pairs.Add(Prefix + "tokens", data.Tokens.Concat(Enumerable.Range(data.Tokens.Count, missing).Select(id => FormattableString.Invariant($"[PAD{id}]"))).ToArray());
        pairs.Add(Prefix + "scores", data.Scores?.Concat(Enumerable.Repeat(-1e9f, missing)).ToArray());
        pairs.Add(Prefix + "token_type", (data.TokenTypes ?? [.. Enumerable.Repeat((int)GgufTokenType.Normal, data.Tokens.Count)])
            .Concat(Enumerable.Repeat((int)GgufTokenType.Unused, missing)).ToArray());
        pairs.Add(Prefix + "merges", data.Merges?.ToArray());
        pairs.Add(Prefix + "bos_token_id", Id(data.BosTokenId));
        pairs.Add(Prefix + "eos_token_id", Id(data.EosTokenId));
        pairs.Add(Prefix + "unknown_token_id", Id(data.UnknownTokenId));
        pairs.Add(Prefix + "padding_token_id", Id(data.PaddingTokenId));
        pairs.Add(Prefix + "add_bos_token", data.AddBosToken);
        pairs.Add(Prefix + "add_eos_token", data.AddEosToken);
        pairs.Add(Prefix + "add_space_prefix", data.AddSpacePrefix);
        pairs.Add(Prefix + "remove_extra_whitespaces", data.RemoveExtraWhiteSpaces);
        pairs.Add(Prefix + "precompiled_charsmap", data.PrecompiledCharsMap?.ToArray());
        pairs.Add("tokenizer.chat_template", chatTemplate);
    }

    private static uint? Id(int? id) => (uint?)id;
}
