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
    public static Piece Transform(Piece piece, IReadOnlyList<CodePointChange> changes, int removedFirst = 0)
    {
        var builder = new AlignedBuilder(piece.End - piece.Start);
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

    /// <summary>Drops the code points that are not to be kept.</summary>
    public static Piece Filter(Piece piece, Func<int, bool> keep)
    {
        var changes = new List<CodePointChange>();
        var removedFirst = 0;
        var removed = 0;
        foreach (var codePoint in CodePoints(piece))
        {
            if (!keep(codePoint))
            {
                removed++;
                continue;
            }

            CountRemoved(changes, removed, ref removedFirst);
            changes.Add(new CodePointChange(codePoint, 0));
            removed = 0;
        }

        CountRemoved(changes, removed, ref removedFirst);
        return removedFirst == 0 && changes.TrueForAll(change => change.Change == 0) ? piece : Transform(piece, changes, removedFirst);
    }

    /// <summary>Replaces each code point by one or more.</summary>
    public static Piece Map(Piece piece, Action<int, List<int>> map)
    {
        var changes = new List<CodePointChange>(piece.End - piece.Start);
        var mapped = new List<int>();
        foreach (var codePoint in CodePoints(piece))
        {
            mapped.Clear();
            map(codePoint, mapped);
            for (var i = 0; i < mapped.Count; i++)
            {
                changes.Add(new CodePointChange(mapped[i], i == 0 ? 0 : 1));
            }
        }

        return Transform(piece, changes);
    }

    /// <summary>Lists the code points of a piece.</summary>
    public static List<int> CodePoints(Piece piece)
    {
        var codePoints = new List<int>(piece.End - piece.Start);
        var text = piece.Span;
        for (var i = 0; i < text.Length;)
        {
            codePoints.Add(Utf8.Decode(text, i, out var length));
            i += length;
        }

        return codePoints;
    }

    /// <summary>Puts a text before a piece that is not empty; it stands for the first code point.</summary>
    public static Piece Prepend(Piece piece, string text)
    {
        if (piece.IsEmpty)
        {
            return piece;
        }

        var builder = new AlignedBuilder(piece.End - piece.Start + text.Length);
        builder.Append(Utf8.Encode(text), piece.Text.Alignment(piece.Start));
        builder.Append(piece.Text, piece.Start, piece.End);
        return builder.ToPiece();
    }

    /// <summary>Replaces every match; the replacement stands for the last code point of its match.</summary>
    public static Piece Replace(Piece piece, ITextPattern pattern, ReadOnlySpan<byte> content)
    {
        var matches = MatchList.Find(pattern, piece.Span);
        if (matches.TrueForAll(match => !match.IsMatch))
        {
            return piece;
        }

        var builder = new AlignedBuilder(piece.End - piece.Start);
        foreach (var match in matches)
        {
            if (match.IsMatch)
            {
                builder.Append(content, AlignmentOf(piece, piece.Start + match.End, change: 1));
            }
            else
            {
                builder.Append(piece.Text, piece.Start + match.Start, piece.Start + match.End);
            }
        }

        return builder.ToPiece();
    }

    /// <summary>Spells each byte with its printable stand-in.</summary>
    public static Piece SpellBytes(Piece piece)
    {
        var builder = new AlignedBuilder((piece.End - piece.Start) * 2);
        for (var i = piece.Start; i < piece.End; i++)
        {
            builder.Append(ByteAlphabet.ToCharacter(piece.Text.Bytes[i]), piece.Text.Alignment(i));
        }

        return builder.ToPiece();
    }

    private static void CountRemoved(List<CodePointChange> changes, int removed, ref int removedFirst)
    {
        if (changes.Count == 0)
        {
            removedFirst = removed;
        }
        else
        {
            changes[^1] = changes[^1] with { Change = -removed };
        }
    }

    private static (int Start, int End) AlignmentOf(Piece piece, int offset, int change)
    {
        if (change <= 0)
        {
            return offset < piece.Text.Length ? piece.Text.Alignment(offset) : piece.Text.OriginalRange(offset, offset);
        }

        return offset > piece.Start ? piece.Text.Alignment(offset - 1) : piece.Text.OriginalRange(piece.Start, piece.Start);
    }

    private static int Advance(Piece piece, int offset, int codePoints)
    {
        for (var i = 0; i < codePoints && offset < piece.End; i++)
        {
            offset += Utf8.LengthFromLead(piece.Text.Bytes[offset]);
        }

        return Math.Min(offset, piece.End);
    }
}
