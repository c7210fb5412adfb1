using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>SentencePiece's Unigram model: the most probable sequence of pieces, summed in single precision as in the original, or in double as in llama.cpp.</summary>
internal sealed class SentencePieceUnigramModel : ITokenModel
{
    private const float UnknownPenalty = 10;

    // The original starts its search for the largest score here.
    private const float SmallestNormal = 1.17549435e-38f;

    private readonly PieceTable _table;
    private readonly TokenTrie _trie;
    private readonly float _largestScore;
    private readonly float _unknownScore;
    private readonly bool _doublePrecision;

    public SentencePieceUnigramModel(PieceTable table, bool doublePrecision)
    {
        _table = table;
        _doublePrecision = doublePrecision;
        _trie = new TokenTrie(table.Spelling.Ids
            .Where(id => table.Pieces[id].Type != SentencePieceType.Unused)
            .Select(id => (table.Spelling.BytesOf(id).ToArray(), id)));
        var scores = table.Pieces.Where(piece => piece.Type == SentencePieceType.Normal).Select(piece => piece.Score).ToArray();
        _largestScore = scores.Append(SmallestNormal).Max();
        _unknownScore = scores.Append(float.MaxValue).Min() - UnknownPenalty;
    }

    private record struct Best(int Start, int Id, double Score);

    public string Kind => "SentencePiece Unigram";

    public int Count => _table.Count;

    public IEnumerable<int> Ids => _table.Ids;

    public void Tokenize(ReadOnlySpan<byte> piece, List<ModelToken> tokens)
    {
        var best = FindBestPath(piece);
        var path = new List<ModelToken>();
        for (var end = piece.Length; end > 0; end = best[end].Start)
        {
            path.Add(new ModelToken(best[end].Id, best[end].Start, end));
        }

        var first = tokens.Count;
        for (var i = path.Count - 1; i >= 0; i--)
        {
            _table.Add(piece, path[i], first, tokens);
        }
    }

    public bool TryGetId(string token, out int id) => _table.TryGetId(token, out id);

    public string? TokenOf(int id) => _table.TokenOf(id);

    private Best[] FindBestPath(ReadOnlySpan<byte> text)
    {
        var best = new Best[text.Length + 1];
        Array.Fill(best, new Best(-1, -1, 0));
        for (var start = 0; start < text.Length;)
        {
            var length = Math.Min(Utf8.LengthFromLead(text[start]), text.Length - start);
            var scoreHere = best[start].Score;
            var hasSingle = false;
            var node = 0;
            for (var end = start; end < text.Length && (node = _trie.Step(node, text[end])) >= 0; end++)
            {
                if (_trie.ValueAt(node) is >= 0 and var id)
                {
                    Offer(ref best[end + 1], start, id, ScoreOf(id, end + 1 - start) + scoreHere);
                    hasSingle |= end + 1 - start == length;
                }
            }

            if (!hasSingle)
            {
                Offer(ref best[start + length], start, _table.UnknownId, _unknownScore + scoreHere);
            }

            start += length;
        }

        return best;
    }

    // A user-defined piece beats whatever else could stand in its place.
    private double ScoreOf(int id, int length) => _table.Pieces[id].Type == SentencePieceType.UserDefined
        ? (length * _largestScore) - 0.1
        : _table.Pieces[id].Score;

    private void Offer(ref Best current, int start, int id, double score)
    {
        if (current.Start < 0 || score > current.Score)
        {
            current = new Best(start, id, _doublePrecision ? score : (float)score);
        }
    }
}
