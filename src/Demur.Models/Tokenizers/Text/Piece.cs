namespace Demur.Models.Tokenizers.Text;

/// <summary>A range of a text on its way to the model, or a token that was found in it already.</summary>
/// <param name="Text">The text that holds the range.</param>
/// <param name="Start">The first byte.</param>
/// <param name="End">One past the last byte.</param>
/// <param name="TokenId">The id of the added token that the range is, or -1 for text.</param>
internal readonly record struct Piece(NormalizedText Text, int Start, int End, int TokenId = Piece.NoToken)
{
    public const int NoToken = -1;

    public bool IsToken => TokenId != NoToken;

    public bool IsEmpty => End <= Start;

    public ReadOnlySpan<byte> Span => Text.Bytes[Start..End];

    public static Piece Whole(NormalizedText text) => new(text, 0, text.Length);

    public Piece Slice(int start, int end) => this with { Start = Start + start, End = Start + end };
}
