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

    public string Kind => "SentencePiece BPE";

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
        foreach (var symbol in splits is null ? symbols : TakeApart(word, symbols, splits))
        {
            _table.Add(word, symbol with { Id = IdOf(symbol) }, first, tokens);
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

    private int IdOf(ModelToken symbol) =>
        symbol.Id <= ScoreRanks.Frozen ? ScoreRanks.Frozen - symbol.Id
        : symbol.Id == Unknown ? _table.UnknownId
        : symbol.Id;

    // Unused pieces help others to merge but may not come out.
    private List<ModelToken> TakeApart(ReadOnlySpan<byte> word, List<ModelToken> symbols, UnusedSplits splits)
    {
        var output = new List<ModelToken>();
        var waiting = new Stack<ModelToken>(symbols.AsEnumerable().Reverse());
        while (waiting.TryPop(out var symbol))
        {
            var isUnused = symbol.Id >= 0 && _table.Pieces[symbol.Id].Type == SentencePieceType.Unused;
            if (isUnused && splits.TryGet(symbol.Id, out var leftLength))
            {
                var middle = symbol.Start + leftLength;
                waiting.Push(Find(word, middle, symbol.End));
                waiting.Push(Find(word, symbol.Start, middle));
            }
            else
            {
                output.Add(symbol);
            }
        }

        return output;
    }

    private ModelToken Find(ReadOnlySpan<byte> word, int start, int end) =>
        new(_table.Spelling.TryGetId(word[start..end], out var id) ? id : Unknown, start, end);
}
