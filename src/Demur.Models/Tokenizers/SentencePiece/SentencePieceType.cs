namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>What a piece of a SentencePiece vocabulary is for; GGUF uses the same numbers.</summary>
internal enum SentencePieceType
{
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}
