using Demur.Models.Tokenizers.Patterns;

namespace Demur.Models.Tokenizers.Text;

/// <summary>A code point of rewritten text and what it did to the old text.</summary>
/// <param name="CodePoint">The new code point.</param>
/// <param name="Change">1 for an insertion, 0 for a replacement, -n for a replacement that also swallows the n code points after it.</param>
internal readonly record struct CodePointChange(int CodePoint, int Change);

/// <summary>The rewritings that normalisers and pre-tokenisers are made of; alignment follows the reference rule for rule.</summary>
internal static class AlignedText
{
    /// <summary>Rewrites a whole piece.</summary>
    /// <param name="piece">The old text.</param>
    /// <param name="changes">The new text, one entry a code point.</param>
    /// <param name="removedFirst">How many code points of the old text are dropped before the first entry.</param>
    public static Piece Transform(Piece piece, List<CodePointChange> changes, int removedFirst = 0)
    {
        var builder = new AlignedBuilder(piece.Text, piece.End - piece.Start);
        var offset = Advance(piece, piece.Start, removedFirst);
        foreach (var change in changes)
        {
            builder.Append(change.CodePoint, AlignmentOf(piece, offset, change.Change));
            if (change.Change <= 0)
            {
                offset = Advance(piece, offset, 1 - change.Change);
            }
        }

        return builder.ToPiece();
    }

    /// <summary>Drops the code points that are not to be kept; the same piece when all are.</summary>
    public static Piece Filter(Piece piece, Func<int, bool> keep)
    {
        var text = piece.Span;
        var i = 0;
        while (i < text.Length && keep(Utf8.Decode(text, i, out var length)))
        {
            i += length;
        }

        if (i == text.Length)
        {
            return piece;
        }

        var builder = new AlignedBuilder(piece.Text, text.Length);
        for (i = 0; i < text.Length;)
        {
            if (keep(Utf8.Decode(text, i, out var length)))
            {
                builder.Append(text.Slice(i, length), piece.Text.Alignment(piece.Start + i));
            }

            i += length;
        }

        return builder.ToPiece();
    }

    /// <summary>Replaces each code point by one other; the same piece when none changes.</summary>
    public static Piece Map(Piece piece, Func<int, int> map)
    {
        var text = piece.Span;
        var bytes = new byte[text.Length];
        var changed = false;
        for (var i = 0; i < text.Length;)
        {
            var codePoint = Utf8.Decode(text, i, out var length);
            var mapped = map(codePoint);
            if (mapped != codePoint)
            {
                changed = true;
                if (!Utf8.TryEncode(mapped, bytes.AsSpan(i, length)))
                {
                    return MapToOtherLengths(piece, map);
                }
            }
            else
            {
                text.Slice(i, length).CopyTo(bytes.AsSpan(i));
            }

            i += length;
        }

        return changed ? NormalizedText.WithBytes(piece, bytes) : piece;
    }

    /// <summary>Puts a text before a piece that is not empty; it stands for the first code point.</summary>
    public static Piece Prepend(Piece piece, ReadOnlySpan<byte> prefix)
    {
        if (piece.IsEmpty)
        {
            return piece;
        }

        var builder = new AlignedBuilder(piece.Text, piece.End - piece.Start + prefix.Length);
        builder.Append(prefix, piece.Text.Alignment(piece.Start));
        builder.Append(piece.Text, piece.Start, piece.End);
        return builder.ToPiece();
    }

    /// <summary>Replaces every match; the replacement stands for the last code point of its match.</summary>
    public static Piece Replace(Piece piece, ITextPattern pattern, ReadOnlySpan<byte> content)
    {
        var text = piece.Span;
        var matches = new MatchCursor(pattern, text.Length);
        if (!matches.MoveNext(text))
        {
            return piece;
        }

        var builder = new AlignedBuilder(piece.Text, text.Length);
        var covered = 0;
        do
        {
            builder.Append(piece.Text, piece.Start + covered, piece.Start + matches.Start);
            builder.Append(content, AlignmentOf(piece, piece.Start + matches.End, change: 1));
            covered = matches.End;
        }
        while (matches.MoveNext(text));
        builder.Append(piece.Text, piece.Start + covered, piece.End);
        return builder.ToPiece();
    }

    /// <summary>Spells each byte with its printable stand-in.</summary>
    public static Piece SpellBytes(Piece piece)
    {
        var builder = new AlignedBuilder(piece.Text, (piece.End - piece.Start) * 2);
        for (var i = piece.Start; i < piece.End; i++)
        {
            builder.Append(ByteAlphabet.ToCharacter(piece.Text.Bytes[i]), piece.Text.Alignment(i));
        }

        return builder.ToPiece();
    }

    private static Piece MapToOtherLengths(Piece piece, Func<int, int> map)
    {
        var text = piece.Span;
        var builder = new AlignedBuilder(piece.Text, text.Length);
        for (var i = 0; i < text.Length;)
        {
            builder.Append(map(Utf8.Decode(text, i, out var length)), piece.Text.Alignment(piece.Start + i));
            i += length;
        }

        return builder.ToPiece();
    }

    /// <summary>Gets what a new code point stands for: the old one at the offset, or, inserted, the one before it.</summary>
    public static (int Start, int End) AlignmentOf(Piece piece, int offset, int change)
    {
        if (change <= 0)
        {
            return offset < piece.Text.Length ? piece.Text.Alignment(offset) : piece.Text.OriginalRange(offset, offset);
        }

        return offset > piece.Start ? piece.Text.Alignment(offset - 1) : piece.Text.OriginalRange(piece.Start, piece.Start);
    }

    /// <summary>Goes a number of code points on, at most to the end of the piece.</summary>
    public static int Advance(Piece piece, int offset, int codePoints)
    {
        for (var i = 0; i < codePoints && offset < piece.End; i++)
        {
            offset += Utf8.LengthFromLead(piece.Text.Bytes[offset]);
        }

        return Math.Min(offset, piece.End);
    }
}
