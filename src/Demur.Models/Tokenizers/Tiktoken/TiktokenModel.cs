using System.Runtime.InteropServices;
using Demur.Abstractions;
using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Tiktoken;

/// <summary>Byte pair encoding by ranks; tokens are spelled with <see cref="ByteAlphabet"/> where they are shown.</summary>
internal sealed class TiktokenModel : ITokenModel
{
    private readonly TokenTable _ranks;
    private readonly int[] _bytes = new int[256];
    private readonly WordCache _cache = new();

    /// <exception cref="DemurException">A byte has no rank.</exception>
    public TiktokenModel(TokenTable ranks)
    {
        _ranks = ranks;
        for (var value = 0; value < _bytes.Length; value++)
        {
            if (!ranks.TryGetId([(byte)value], out _bytes[value]))
            {
                throw new DemurException($"The rank file has no token for the byte 0x{value:X2}. It is damaged.");
            }
        }
    }

    public string Kind => "tiktoken ranks";

    public int Count => _ranks.Count;

    public IEnumerable<int> Ids => _ranks.Ids;

    public void Tokenize(ReadOnlySpan<byte> piece, List<ModelToken> tokens)
    {
        if (_ranks.TryGetId(piece, out var whole))
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
            tokens.Add(new ModelToken(_bytes[piece[i]], i, i + 1));
        }

        PairMerger.Merge(tokens, first, new ByteRanks(piece, _ranks));
        _cache.Add(piece, CollectionsMarshal.AsSpan(tokens)[first..]);
    }

    public bool TryGetId(string token, out int id)
    {
        id = -1;
        return ByteAlphabet.TryRead(token, out var bytes) && _ranks.TryGetId(bytes, out id);
    }

    public string? TokenOf(int id) => _ranks.Contains(id) ? ByteAlphabet.Spell(_ranks.BytesOf(id)) : null;
}
