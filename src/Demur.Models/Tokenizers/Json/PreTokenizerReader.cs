using Demur.Models.Tokenizers.PreTokenizers;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads <c>pre_tokenizer</c> of a tokenizer.json.</summary>
internal static class PreTokenizerReader
{
    private const string Known = "ByteLevel, Digits, Split, Sequence";

    public static IPreTokenizer? Read(JsonPart part) => part.IsNull ? null : ReadOne(part);

    private static IPreTokenizer ReadOne(JsonPart part) => part["type"].String() switch
    {
        "ByteLevel" => new ByteLevelPreTokenizer(
            part["add_prefix_space"].BooleanOr(true), part["use_regex"].BooleanOr(true), spellBytes: true),
        "Digits" => new Digits(part["individual_digits"].BooleanOr(false)),
        "Split" => new PatternSplit(PatternReader.Read(part["pattern"]), Behavior(part["behavior"]), part["invert"].BooleanOr(false)),
        "Sequence" => new PreTokenizerSequence([.. part["pretokenizers"].Items().Select(ReadOne)]),
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
