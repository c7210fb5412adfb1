namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>An entry of a SentencePiece vocabulary; its index is its id.</summary>
internal readonly record struct VocabularyPiece(string Text, float Score, SentencePieceType Type)
{
    /// <summary>Gets whether the piece can stand for text.</summary>
    public bool SpellsText => Type is SentencePieceType.Normal or SentencePieceType.UserDefined or SentencePieceType.Unused;
}
