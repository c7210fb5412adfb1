using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.PreTokenizers;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads <c>pre_tokenizer</c> of a tokenizer.json.</summary>
internal static class PreTokenizerReader
{
    private const string Known = 
        "BertPreTokenizer, ByteLevel, CharDelimiterSplit, Digits, FixedLength, Metaspace, Punctuation, Sequence, Split, UnicodeScripts, Whitespace, WhitespaceSplit";

    public static IPreTokenizer? Read(JsonPart part) => part.IsNull ? null : ReadOne(part);

    private static IPreTokenizer ReadOne(JsonPart part) => part["type"].String() switch
    {
        "BertPreTokenizer" => ClassSplit.Bert(),
        "ByteLevel" => new ByteLevelPreTokenizer(
            part["add_prefix_space"].BooleanOr(true), part["use_regex"].BooleanOr(true), spellBytes: true),
        "CharDelimiterSplit" or "Delimiter" => new PatternSplit(
            new LiteralPattern(Utf8.Encode(part["delimiter"].String())), SplitBehavior.Removed, invert: false),
        "Digits" => new Digits(part["individual_digits"].BooleanOr(false)),
        "FixedLength" => new FixedLength(Math.Max(1, part["length"].IntegerOr(5))),
        "Metaspace" => MetaspaceReader.Read(part),
        "Punctuation" => ClassSplit.AtPunctuation(part["behavior"].IsNull ? SplitBehavior.Isolated : Behavior(part["behavior"])),
        "Split" => new PatternSplit(PatternReader.Read(part["pattern"]), Behavior(part["behavior"]), part["invert"].BooleanOr(false)),
        "Sequence" => new PreTokenizerSequence([.. part["pretokenizers"].Items().Select(ReadOne)]),
        "UnicodeScripts" => new ScriptSplit(),
        "Whitespace" => ClassSplit.Words(),
        "WhitespaceSplit" => ClassSplit.AtWhiteSpace(),
        var other => throw part.Unknown("pre-tokenizer", other, Known),
    };

    private static SplitBehavior Behavior(JsonPart part) => part.String() switch
    {
        "Removed" => SplitBehavior.Removed,
        "Isolated" => SplitBehavior.Isolated,
        "MergedWithPrevious" => SplitBehavior.MergedWithPrevious,
        "MergedWithNext" => SplitBehavior.MergedWithNext,
        "Contiguous" => SplitBehavior.Contiguous,
        var other => throw part.Unknown("split behavior", other, "Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous"),
    };
}
