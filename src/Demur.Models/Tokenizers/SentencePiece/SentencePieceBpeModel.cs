using System.Runtime.InteropServices;
using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>SentencePiece's byte pair encoding, which merges by the score of the piece that comes out.</summary>
internal sealed class SentencePieceBpeModel : ITokenModel
{
    private const int Unknown = -1;

    private readonly PieceTable _table;
    private readonly int[] _ranks;
    private readonly bool _hasUnused;
    private readonly bool _splitsAtSpaces;
    private readonly WordCache _cache = new();

    public SentencePieceBpeModel(PieceTable table)
    {
        _table = table;
        _hasUnused = table.Pieces.Any(piece => piece.Type == SentencePieceType.Unused);
        _splitsAtSpaces = MetaSpace.NeverCrossed(table.Spelling, table.Spelling.Ids);
        var scores = table.Pieces.Select(piece => piece.Score).Distinct().OrderDescending()
            .Select((score, rank) => (score, rank)).ToDictionary(pair => pair.score, pair => pair.rank);
        _ranks = [.. table.Pieces.Select(piece => scores[piece.Score])];
    }

    public int Count => _table.Count;

    public IEnumerable<int> Ids => _table.Ids;

    public void Tokenize(ReadOnlySpan<byte> piece, List<ModelToken> tokens)
    {
        for (var start = 0; start < piece.Length;)
        {
            var end = _splitsAtSpaces ? MetaSpace.EndOfWord(piece, start) : piece.Length;
            var first = tokens.Count;
            TokenizeWord(piece[start..end], tokens);
            var added = CollectionsMarshal.AsSpan(tokens)[first..];
            for (var i = 0; i < added.Length; i++)
            {
                added[i] = added[i] with { Start = added[i].Start + start, End = added[i].End + start };
            }

            start = end;
        }
    }

    public bool TryGetId(string token, out int id) => _table.TryGetId(token, out id);

    public string? TokenOf(int id) => _table.TokenOf(id);

    private void TokenizeWord(ReadOnlySpan<byte> word, List<ModelToken> tokens)
    {
        if (_cache.TryGet(word, tokens))
        {
            return;
        }

        var splits = _hasUnused ? new UnusedSplits(_table.Pieces) : null;
        var symbols = Symbols(word);
        PairMerger.Merge(symbols, 0, new ScoreRanks(word, _table.Spelling, _ranks, splits));
        var first = tokens.Count;
        foreach (var symbol in symbols)
        {
            Add(word, symbol, splits, first, tokens);
        }

        _cache.Add(word, CollectionsMarshal.AsSpan(tokens)[first..]);
    }

    private List<ModelToken> Symbols(ReadOnlySpan<byte> word)
    {
        var symbols = new List<ModelToken>(word.Length);
        for (var i = 0; i < word.Length;)
        {
            if (_table.UserDefined is not null && _table.UserDefined.TryMatch(word, i, out var end, out var id))
            {
                // A user-defined symbol never merges; its id is kept below the frozen mark.
                symbols.Add(new ModelToken(ScoreRanks.Frozen - id, i, end));
            }
            else
            {
                end = Math.Min(i + Utf8.LengthFromLead(word[i]), word.Length);
                symbols.Add(new ModelToken(_table.Spelling.TryGetId(word[i..end], out id) ? id : Unknown, i, end));
            }

            i = end;
        }

        return symbols;
    }

    private void Add(ReadOnlySpan<byte> word, ModelToken symbol, UnusedSplits? splits, int first, List<ModelToken> tokens)
    {
        var id = symbol.Id <= ScoreRanks.Frozen ? ScoreRanks.Frozen - symbol.Id : symbol.Id;
        if (splits is not null && id >= 0 && _table.Pieces[id].Type == SentencePieceType.Unused && splits.TryGet(id, out var leftLength))
        {
            var middle = symbol.Start + leftLength;
            Add(word, Resolve(word, symbol.Start, middle), splits, first, tokens);
            Add(word, Resolve(word, middle, symbol.End), splits, first, tokens);
            return;
        }

        _table.Add(word, symbol with { Id = id == Unknown ? _table.UnknownId : id }, first, tokens);
    }

    private ModelToken Resolve(ReadOnlySpan<byte> word, int start, int end) =>
        new(_table.Spelling.TryGetId(word[start..end], out var id) ? id : Unknown, start, end);
}
