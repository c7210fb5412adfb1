using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.PreTokenizers;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads <c>model</c> of a tokenizer.json.</summary>
internal static class ModelReader
{
    private const string Known = "BPE, Unigram, WordLevel, WordPiece";

    /// <summary>Reads the model; a byte-level one takes the spelling of bytes over from the pre-tokenizer.</summary>
    public static ITokenModel Read(JsonPart part, IPreTokenizer? given, out IPreTokenizer? preTokenizer)
    {
        preTokenizer = given;
        switch (TypeOf(part))
        {
            case "BPE":
                return Create(BpeReader.Read(part), given, out preTokenizer);
            case "WordPiece":
                return new WordPieceModel(
                    VocabularyReader.Read(part["vocab"]),
                    part["unk_token"].StringOr("[UNK]"),
                    part["continuing_subword_prefix"].StringOr("##"),
                    part["max_input_chars_per_word"].IntegerOr(100));
            case "WordLevel":
                return new WordLevelModel(VocabularyReader.Read(part["vocab"]), part["unk_token"].StringOr("<unk>"));
            case "Unigram":
                return ReadUnigram(part);
            case var other:
                throw part.Unknown("model", other, Known);
        }
    }

    /// <summary>Makes the model of a byte pair encoding that is read already.</summary>
    public static ITokenModel Create(BpeVocabulary vocabulary, IPreTokenizer? given, out IPreTokenizer? preTokenizer)
    {
        preTokenizer = ByteLevelFusion.TakeSpelling(given, vocabulary, out var readsBytes);
        return readsBytes ? new ByteLevelBpeModel(vocabulary) : new BpeModel(vocabulary);
    }

    private static UnigramModel ReadUnigram(JsonPart part)
    {
        var vocabulary = part["vocab"].Items().Select(ReadPiece).ToArray();
        var unknown = part["unk_id"].IsNull ? (int?)null : part["unk_id"].Integer();
        return unknown < vocabulary.Length || unknown is null
            ? new UnigramModel(vocabulary, unknown, part["byte_fallback"].BooleanOr(false))
            : throw part["unk_id"].Wrong($"below the {vocabulary.Length} tokens of the vocabulary");
    }

    private static (string Token, double Score) ReadPiece(JsonPart part)
    {
        var pair = part.Items().ToArray();
        return pair.Length == 2 ? (pair[0].String(), pair[1].Number()) : throw part.Wrong("a token and its score");
    }

    // Old files name no type.
    private static string TypeOf(JsonPart part)
    {
        if (part["type"].StringOrNull() is { } type)
        {
            return type;
        }

        return !part["merges"].IsNull ? "BPE"
            : part["vocab"].IsArray ? "Unigram"
            : !part["continuing_subword_prefix"].IsNull ? "WordPiece"
            : "WordLevel";
    }
}
