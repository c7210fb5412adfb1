namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>The algorithm that a SentencePiece model was trained for.</summary>
internal enum SentencePieceModelType
{
    Unigram = 1,
    Bpe = 2,
    Word = 3,
    Char = 4,
}
