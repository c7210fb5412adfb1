using Demur.Models.Tokenizers.Normalizers;
using Demur.Models.Tokenizers.Text;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>SentencePiece's preparation of a text: replacements, white space made visible, a space in front.</summary>
internal sealed class SentencePieceNormalizer(NormalizerSpec spec, bool whiteSpaceAsSuffix, TokenTrie? userDefined) : INormalizer
{
    private const byte PlainSpace = (byte)' ';
    private readonly CharsMap? _map = spec.PrecompiledCharsMap.Length > 0 ? new CharsMap(spec.PrecompiledCharsMap) : null;

    private static ReadOnlySpan<byte> VisibleSpace => "\u2581"u8;

    private ReadOnlySpan<byte> Space => spec.EscapeWhiteSpaces ? VisibleSpace : " "u8;

    public Piece Normalize(Piece piece)
    {
        var text = piece.Span;
        var position = spec.RemoveExtraWhiteSpaces ? SkipLeadingSpaces(text) : 0;
        if (position == text.Length)
        {
            return piece.Slice(0, 0);
        }

        var builder = new AlignedBuilder(piece.Text, text.Length + VisibleSpace.Length);
        var addsSpace = spec.AddDummyPrefix;
        if (addsSpace && !whiteSpaceAsSuffix)
        {
            builder.Append(Space, piece.Text.OriginalRange(piece.Start + position, piece.Start + position));
        }

        var afterSpace = spec.RemoveExtraWhiteSpaces;
        while (position < text.Length)
        {
            var part = NormalizePrefix(text[position..], out var length);
            part = afterSpace ? part.TrimStart(PlainSpace) : part;
            AddPart(builder, part, piece.Text.OriginalRange(piece.Start + position, piece.Start + position + length));
            afterSpace = spec.RemoveExtraWhiteSpaces && (part.IsEmpty ? afterSpace : part[^1] == PlainSpace);
            position += length;
        }

        return Finish(builder, addsSpace && whiteSpaceAsSuffix);
    }

    private Piece Finish(AlignedBuilder builder, bool addSpace)
    {
        var length = builder.Length;
        while (spec.RemoveExtraWhiteSpaces && builder.Bytes[..length].EndsWith(Space))
        {
            length -= Space.Length;
        }

        builder.Truncate(length);
        if (addSpace)
        {
            var end = builder.EndOfOriginal;
            builder.Append(Space, (end, end));
        }

        return builder.ToPiece();
    }

    private void AddPart(AlignedBuilder builder, ReadOnlySpan<byte> part, (int Start, int End) original)
    {
        foreach (var value in part)
        {
            builder.Append(value == PlainSpace ? Space : [value], original);
        }
    }

    private int SkipLeadingSpaces(ReadOnlySpan<byte> text)
    {
        var position = 0;
        while (position < text.Length && NormalizePrefix(text[position..], out var length) is [PlainSpace])
        {
            position += length;
        }

        return position;
    }

    private ReadOnlySpan<byte> NormalizePrefix(ReadOnlySpan<byte> text, out int length)
    {
        if (userDefined is not null && userDefined.TryMatch(text, 0, out length, out _))
        {
            return text[..length];
        }

        if (_map is not null && _map.TryReplace(text, longest: true, out length, out var replacement))
        {
            return replacement;
        }

        length = Math.Min(Utf8.LengthFromLead(text[0]), text.Length);
        return text[..length];
    }
}
