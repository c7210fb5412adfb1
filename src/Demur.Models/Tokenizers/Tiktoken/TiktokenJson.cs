using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Json;
using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Tiktoken;

/// <summary>Writes a rank file as a tokenizer.json, which needs the merges that the ranks imply.</summary>
internal static class TiktokenJson
{
    private const string Options = "\"unk_token\":null,\"fuse_unk\":false,\"byte_fallback\":false,\"ignore_merges\":true";

    public static string Write(TokenTable ranks, string pattern, IReadOnlyList<AddedToken> added) => new TokenizerJsonText
    {
        AddedTokens = added,
        PreTokenizer = TokenizerJsonText.Sequence(TokenizerJsonText.Split(pattern), TokenizerJsonText.ByteLevelSpelling),
        Decoder = TokenizerJsonText.ByteLevelDecoder,
        Model = TokenizerJsonText.Bpe(
            ranks.Ids.Order().Select(id => (ByteAlphabet.Spell(ranks.BytesOf(id)), id)), Merges(ranks), Options),
    }.ToString();

    // A token is made by the merge that is left when everything that ranks before it has been merged.
    private static IEnumerable<(string Left, string Right)> Merges(TokenTable ranks)
    {
        var parts = new List<ModelToken>();
        foreach (var id in ranks.Ids.Order())
        {
            var token = ranks.BytesOf(id).ToArray();
            parts.Clear();
            for (var i = 0; i < token.Length; i++)
            {
                parts.Add(new ModelToken(ranks.TryGetId(token.AsSpan(i, 1), out var single) ? single : -1, i, i + 1));
            }

            PairMerger.Merge(parts, 0, new ByteRanks(token, ranks, below: id));
            if (parts.Count == 2)
            {
                yield return (ByteAlphabet.Spell(token.AsSpan(0, parts[0].End)), ByteAlphabet.Spell(token.AsSpan(parts[1].Start)));
            }
        }
    }
}
