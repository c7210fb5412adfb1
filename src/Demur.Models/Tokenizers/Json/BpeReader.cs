using Demur.Models.Tokenizers.Algorithms;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads a <c>model</c> of type BPE.</summary>
internal static class BpeReader
{
    public static BpeVocabulary Read(JsonPart part)
    {
        var tokens = VocabularyReader.Read(part["vocab"]);
        var prefix = part["continuing_subword_prefix"].StringOrNull();
        return new BpeVocabulary
        {
            Tokens = tokens,
            Merges = BpeVocabulary.BuildMerges(tokens, ReadMerges(part["merges"]), prefix is null ? 0 : Text.Utf8.Encode(prefix).Length),
            UnknownToken = part["unk_token"].StringOrNull(),
            ContinuingSubwordPrefix = prefix,
            EndOfWordSuffix = part["end_of_word_suffix"].StringOrNull(),
            FuseUnknown = part["fuse_unk"].BooleanOr(false),
            ByteFallback = part["byte_fallback"].BooleanOr(false),
            IgnoreMerges = part["ignore_merges"].BooleanOr(false),
        };
    }

    private static List<(string Left, string Right)> ReadMerges(JsonPart part)
    {
        var merges = new List<(string, string)>();
        foreach (var item in part.Items())
        {
            if (item.IsArray)
            {
                merges.Add(item.Element.GetArrayLength() == 2 ? (item[0].String(), item[1].String()) : throw item.Wrong("two tokens"));
            }
            else if (!item.String().StartsWith("#version", StringComparison.Ordinal))
            {
                merges.Add(MergeLine.Parse(item.String()) ?? throw item.Wrong("two tokens with one space between them"));
            }
        }

        return merges;
    }
}
