using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.PreTokenizers;

/// <summary>The splits by white space and punctuation that need no pattern language.</summary>
internal static class ClassSplit
{
    private static readonly ClassPattern WhiteSpace = new(CharacterClass.WhiteSpace);
    private static readonly PredicatePattern Punctuation = new(BertCharacters.IsPunctuation);

    /// <summary>Splits at white space and drops it.</summary>
    public static IPreTokenizer AtWhiteSpace() => new PatternSplit(WhiteSpace, SplitBehavior.Removed, invert: false);

    /// <summary>Splits at punctuation.</summary>
    public static IPreTokenizer AtPunctuation(SplitBehavior behavior) => new PatternSplit(Punctuation, behavior, invert: false);

    /// <summary>BERT's split: white space goes, each punctuation mark stands alone.</summary>
    public static IPreTokenizer Bert() => new PreTokenizerSequence([AtWhiteSpace(), AtPunctuation(SplitBehavior.Isolated)]);

    /// <summary>Words and runs of other characters, white space dropped.</summary>
    public static IPreTokenizer Words() => new PatternSplit(new WordPattern(), SplitBehavior.Removed, invert: true);
}
