using Demur.Models.Tokenizers.Decoders;
using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.PreTokenizers;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Tiktoken;

/// <summary>Puts the parts of a tokenizer together from a rank file.</summary>
internal static class TiktokenParts
{
    public static TokenizerParts Create(TokenTable ranks, string pattern, IReadOnlyList<AddedToken> added) => new()
    {
        Model = new TiktokenModel(ranks),
        PreTokenizer = new PatternSplit(WellKnownPatterns.Create(pattern, RegexDialect.Rust), SplitBehavior.Isolated, invert: false),
        Decoder = new ByteLevelDecoder(),
        AddedTokens = added,
        Json = () => TiktokenJson.Write(ranks, pattern, added),
    };
}
