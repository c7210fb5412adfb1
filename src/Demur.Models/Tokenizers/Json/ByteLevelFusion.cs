using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.PreTokenizers;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Lets a byte pair encoding read bytes itself where the pre-tokenizer would only spell them out for it.</summary>
internal static class ByteLevelFusion
{
    /// <summary>Gives the pre-tokenizer without its spelling, or the same one where the two cannot be joined.</summary>
    public static IPreTokenizer? TakeSpelling(IPreTokenizer? preTokenizer, BpeVocabulary vocabulary, out bool readsBytes)
    {
        var joined = vocabulary.ContinuingSubwordPrefix is { Length: > 0 } || vocabulary.EndOfWordSuffix is { Length: > 0 } || NeedsUnknown(vocabulary)
            ? null
            : WithoutSpelling(preTokenizer);
        readsBytes = joined is not null;
        return joined ?? preTokenizer;
    }

    // A byte that is missing is more than one byte once it is spelled out.
    private static bool NeedsUnknown(BpeVocabulary vocabulary) => (vocabulary.ByteFallback || vocabulary.UnknownToken is not null)
        && Enumerable.Range(0, 256).Any(value => !vocabulary.Tokens.TryGetId(ByteAlphabet.ToCharacter((byte)value).ToString(), out _));

    private static IPreTokenizer? WithoutSpelling(IPreTokenizer? preTokenizer) => preTokenizer switch
    {
        ByteLevelPreTokenizer byteLevel => byteLevel.WithoutSpelling,
        PreTokenizerSequence { Parts: { Count: > 0 } parts }
            when parts[^1] is ByteLevelPreTokenizer last && !parts.SkipLast(1).Any(part => part is ByteLevelPreTokenizer or PreTokenizerSequence) =>
            new PreTokenizerSequence([.. parts.SkipLast(1), last.WithoutSpelling]),
        _ => null,
    };
}
