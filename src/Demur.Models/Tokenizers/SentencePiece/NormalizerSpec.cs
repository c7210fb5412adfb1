namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>How SentencePiece prepares a text.</summary>
internal sealed record NormalizerSpec
{
    public byte[] PrecompiledCharsMap { get; init; } = [];

    public bool AddDummyPrefix { get; init; } = true;

    public bool RemoveExtraWhiteSpaces { get; init; } = true;

    public bool EscapeWhiteSpaces { get; init; } = true;
}
