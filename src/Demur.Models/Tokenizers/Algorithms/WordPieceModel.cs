using Demur.Abstractions;
using Demur.Models.Checkpoints;
using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>BERT's vocabulary: the longest token first, the rest with a prefix, the whole word unknown when a part is.</summary>
internal sealed class WordPieceModel : ITokenModel
{
    private readonly TokenTable _tokens;
    private readonly string _unknownToken;
    private readonly TokenTrie _first;
    private readonly TokenTrie _rest;
    private readonly int _longestWord;

    public WordPieceModel(TokenTable tokens, string unknownToken, string prefix, int longestWord)
    {
        _tokens = tokens;
        _unknownToken = unknownToken;
        _longestWord = longestWord;
        var all = tokens.Ids.Select(id => (Token: tokens.BytesOf(id).ToArray(), Id: id)).Where(pair => pair.Token.Length > 0).ToArray();
        var prefixBytes = Utf8.Encode(prefix);
        _first = new TokenTrie(all);
        _rest = new TokenTrie(all
            .Where(pair => pair.Token.Length > prefixBytes.Length && pair.Token.AsSpan().StartsWith(prefixBytes))
            .Select(pair => (pair.Token[prefixBytes.Length..], pair.Id)));
    }

    public string Kind => "WordPiece";

    public int Count => _tokens.Count;

    public IEnumerable<int> Ids => _tokens.Ids;

    public void Tokenize(ReadOnlySpan<byte> piece, List<ModelToken> tokens)
    {
        if (Utf8.CountCodePoints(piece) > _longestWord)
        {
            AddUnknown(piece, tokens);
            return;
        }

        var first = tokens.Count;
        for (var start = 0; start < piece.Length;)
        {
            if (!(start == 0 ? _first : _rest).TryMatch(piece, start, out var end, out var id))
            {
                tokens.RemoveRange(first, tokens.Count - first);
                AddUnknown(piece, tokens);
                return;
            }

            tokens.Add(new ModelToken(id, start, end));
            start = end;
        }
    }

    public bool TryGetId(string token, out int id) => _tokens.TryGetId(token, out id);

    public string? TokenOf(int id) => _tokens.TextOf(id);

    private void AddUnknown(ReadOnlySpan<byte> piece, List<ModelToken> tokens) =>
        tokens.Add(_tokens.TryGetId(_unknownToken, out var id)
            ? new ModelToken(id, 0, piece.Length)
            : throw new DemurException($"The text needs the unknown token {Shown.Name(_unknownToken)}, which is not in the vocabulary of the tokenizer."));
}
