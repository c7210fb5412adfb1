using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>One token a word.</summary>
internal sealed class WordLevelModel(TokenTable tokens, string unknownToken) : ITokenModel
{
    public string Kind => "WordLevel";

    public int Count => tokens.Count;

    public IEnumerable<int> Ids => tokens.Ids;

    public void Tokenize(ReadOnlySpan<byte> piece, List<ModelToken> output)
    {
        if (!tokens.TryGetId(piece, out var id) && !tokens.TryGetId(unknownToken, out id))
        {
            throw new DemurException($"The text needs the unknown token {Shown.Name(unknownToken)}, which is not in the vocabulary of the tokenizer.");
        }

        output.Add(new ModelToken(id, 0, piece.Length));
    }

    public bool TryGetId(string token, out int id) => tokens.TryGetId(token, out id);

    public string? TokenOf(int id) => tokens.TextOf(id);
}
