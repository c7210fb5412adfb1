using System.Runtime.InteropServices;
using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>Byte pair encoding over the bytes of the text; the vocabulary spells bytes with <see cref="ByteAlphabet"/>.</summary>
internal sealed class ByteLevelBpeModel : ITokenModel
{
    private const int NoSymbol = -1;

    private readonly BpeVocabulary _vocabulary;
    private readonly TokenTable? _wholeWords;
    private readonly int[] _symbols = new int[256];
    private readonly WordCache _cache = new();

    public ByteLevelBpeModel(BpeVocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        for (var value = 0; value < 256; value++)
        {
            var known = vocabulary.Tokens.TryGetId(ByteAlphabet.ToCharacter((byte)value).ToString(), out var id);
            _symbols[value] = known ? id : UnknownId();
        }

        _wholeWords = vocabulary.IgnoreMerges ? SpellInBytes(vocabulary.Tokens) : null;
    }

    public BpeVocabulary Vocabulary => _vocabulary;

    public string Kind => "byte-level BPE";

    public int Count => _vocabulary.Tokens.Count;

    public IEnumerable<int> Ids => _vocabulary.Tokens.Ids;

    public void Tokenize(ReadOnlySpan<byte> piece, List<ModelToken> tokens)
    {
        if (_wholeWords is not null && _wholeWords.TryGetId(piece, out var whole))
        {
            tokens.Add(new ModelToken(whole, 0, piece.Length));
            return;
        }

        if (_cache.TryGet(piece, tokens))
        {
            return;
        }

        var first = tokens.Count;
        for (var i = 0; i < piece.Length; i++)
        {
            // A byte that the vocabulary lacks disappears, as in the reference.
            if (_symbols[piece[i]] != NoSymbol)
            {
                tokens.Add(new ModelToken(_symbols[piece[i]], i, i + 1));
            }
        }

        PairMerger.Merge(tokens, first, _vocabulary.Merges);
        _cache.Add(piece, CollectionsMarshal.AsSpan(tokens)[first..]);
    }

    public bool TryGetId(string token, out int id) => _vocabulary.Tokens.TryGetId(token, out id);

    public string? TokenOf(int id) => _vocabulary.Tokens.TextOf(id);

    private int UnknownId() =>
        _vocabulary.UnknownToken is { } unknown && _vocabulary.Tokens.TryGetId(unknown, out var id) ? id : NoSymbol;

    private static TokenTable SpellInBytes(TokenTable spelled)
    {
        var raw = new TokenTable();
        foreach (var id in spelled.Ids)
        {
            if (ByteAlphabet.TryRead(spelled.TextOf(id)!, out var bytes))
            {
                raw.Add(bytes, id);
            }
        }

        return raw;
    }
}
