using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads an object of tokens and their ids.</summary>
internal static class VocabularyReader
{
    public static TokenTable Read(JsonPart part)
    {
        var table = new TokenTable();
        foreach (var (name, value) in part.Fields())
        {
            table.Add(name, value.TokenId());
        }

        return table;
    }
}
