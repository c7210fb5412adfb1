using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.PreTokenizers;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads <c>model</c> of a tokenizer.json.</summary>
internal static class ModelReader
{
    private const string Known = "BPE";

    /// <summary>Reads the model; a byte-level one takes the spelling of bytes over from the pre-tokenizer.</summary>
    public static ITokenModel Read(JsonPart part, IPreTokenizer? given, out IPreTokenizer? preTokenizer)
    {
        preTokenizer = given;
        switch (TypeOf(part))
        {
            case "BPE":
                var vocabulary = BpeReader.Read(part);
                preTokenizer = ByteLevelFusion.TakeSpelling(given, vocabulary);
                return new ByteLevelBpeModel(vocabulary);
            case var other:
                throw part.Unknown("model", other, Known);
        }
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
