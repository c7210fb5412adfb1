using Demur.Models.Tokenizers.PostProcessors;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads <c>truncation</c> and <c>padding</c> of a tokenizer.json.</summary>
internal static class LimitReader
{
    public static Truncation? ReadTruncation(JsonPart part) => part.IsNull
        ? null
        : new Truncation(
            part["max_length"].Integer(),
            part["stride"].IntegerOr(0),
            part["strategy"].StringOr("LongestFirst"),
            part["direction"].StringOr("Right") == "Left");

    public static Padding? ReadPadding(JsonPart part)
    {
        if (part.IsNull)
        {
            return null;
        }

        var strategy = part["strategy"];
        return new Padding
        {
            FixedLength = strategy.IsObject ? strategy["Fixed"].Integer() : null,
            MultipleOf = part["pad_to_multiple_of"].IntegerOr(0),
            PadId = part["pad_id"].IsNull ? 0 : part["pad_id"].TokenId(),
            PadTypeId = part["pad_type_id"].IntegerOr(0),
            Left = part["direction"].StringOr("Right") == "Left",
        };
    }
}
