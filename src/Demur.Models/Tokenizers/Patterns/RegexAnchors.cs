using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Patterns;

/// <summary>Tests places in a text.</summary>
internal static class RegexAnchors
{
    public static bool Holds(AnchorKind kind, ReadOnlySpan<byte> text, int position) => kind switch
    {
        AnchorKind.TextStart => position == 0,
        AnchorKind.TextEnd => position == text.Length,
        AnchorKind.TextEndOrLastBreak => position == text.Length || (position == text.Length - 1 && text[position] == (byte)'\n'),
        AnchorKind.LineStart => position == 0 || (position < text.Length && text[position - 1] == (byte)'\n'),
        AnchorKind.LineEnd => position == text.Length || text[position] == (byte)'\n',
        AnchorKind.WordBoundary => IsBoundary(text, position),
        _ => !IsBoundary(text, position),
    };

    private static bool IsBoundary(ReadOnlySpan<byte> text, int position) =>
        (position > 0 && RegexProperties.Word.Contains(Utf8.DecodeLast(text, position, out _)))
        != (position < text.Length && RegexProperties.Word.Contains(Utf8.Decode(text, position, out _)));
}
