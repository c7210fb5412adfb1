using Demur.Abstractions;
using Demur.Models.Tokenizers.Algorithms;
using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>The vocabulary of a SentencePiece model, ready for both of its algorithms.</summary>
internal sealed class PieceTable
{
    private readonly TokenTable _all = new();

    /// <exception cref="DemurException">Bytes are to be spelled out but some byte has no piece.</exception>
    public PieceTable(SentencePieceData data)
    {
        Pieces = data.Pieces;
        UnknownId = data.UnknownId;
        for (var id = 0; id < Pieces.Count; id++)
        {
            _all.Add(Pieces[id].Text, id);
            if (Pieces[id].SpellsText)
            {
                Spelling.Add(Pieces[id].Text, id);
            }
        }

        var userDefined = Pieces.Select((piece, id) => (piece, id)).Where(entry => entry.piece.Type == SentencePieceType.UserDefined).ToArray();
        UserDefined = userDefined.Length == 0 ? null : new TokenTrie(userDefined.Select(entry => (Utf8.Encode(entry.piece.Text), entry.id)));
        ByteTokens = data.ByteFallback ? Algorithms.ByteTokens.Find(_all) : null;
        if (ByteTokens?.Contains(-1) == true)
        {
            throw new DemurException("The SentencePiece model spells unknown text in bytes, but not all of <0x00> to <0xFF> are in its vocabulary. The file is damaged.");
        }
    }

    public IReadOnlyList<VocabularyPiece> Pieces { get; }

    /// <summary>Gets the pieces that can stand for text.</summary>
    public TokenTable Spelling { get; } = new();

    public TokenTrie? UserDefined { get; }

    public int UnknownId { get; }

    public int[]? ByteTokens { get; }

    public int Count => Pieces.Count;

    public IEnumerable<int> Ids => Enumerable.Range(0, Pieces.Count);

    public bool TryGetId(string token, out int id) => _all.TryGetId(token, out id);

    public string? TokenOf(int id) => (uint)id < (uint)Pieces.Count ? Pieces[id].Text : null;

    /// <summary>Appends a found piece; what is unknown becomes bytes, or one token for neighbouring stretches.</summary>
    public void Add(ReadOnlySpan<byte> text, ModelToken token, int first, List<ModelToken> tokens)
    {
        if (token.Id != UnknownId)
        {
            tokens.Add(token);
        }
        else if (ByteTokens is not null)
        {
            foreach (var value in text[token.Start..token.End])
            {
                tokens.Add(token with { Id = ByteTokens[value] });
            }
        }
        else if (tokens.Count > first && tokens[^1].Id == UnknownId)
        {
            tokens[^1] = tokens[^1] with { End = token.End };
        }
        else
        {
            tokens.Add(token);
        }
    }
}
