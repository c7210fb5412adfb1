using Demur.Abstractions;

namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>Puts the parts of a tokenizer together from a SentencePiece model.</summary>
internal static class SentencePieceParts
{
    /// <exception cref="DemurException">The model is damaged or of a type that is not supported.</exception>
    public static TokenizerParts Create(SentencePieceData data)
    {
        var table = new PieceTable(data);
        return new TokenizerParts
        {
            Model = data.ModelType switch
            {
                SentencePieceModelType.Bpe => new SentencePieceBpeModel(table),
                SentencePieceModelType.Unigram => new SentencePieceUnigramModel(table, data.DoublePrecision),
                var other => throw new DemurException($"The SentencePiece model is of type {other}; only Unigram and Bpe are supported."),
            },
            Normalizer = new SentencePieceNormalizer(data.Normalizer, data.WhiteSpaceAsSuffix, table.UserDefined),
            Decoder = new SentencePieceDecoder(data),
            AddedTokens = [.. data.Pieces
                .Select((piece, id) => new AddedToken { Id = id, Content = piece.Text, Special = true })
                .Where(token => data.Pieces[token.Id].Type == SentencePieceType.Control)],
            SentencePiece = data,
            Json = () => SentencePieceJson.Write(data, bos: null, eos: null),
            SpecialTokens = new SpecialTokenIds
            {
                Bos = InRange(data, data.BosId),
                Eos = InRange(data, data.EosId),
                Pad = InRange(data, data.PadId),
                Unk = data.UnknownId,
            },
        };
    }

    private static int? InRange(SentencePieceData data, int id) => id >= 0 && id < data.Pieces.Count ? id : null;
}
