namespace Demur.Models.Tokenizers.Text;

/// <summary>Rewrites a piece from its beginning to its end: stretches that stay are copied whole, the others code point by code point.</summary>
/// <remarks>Same alignment as <see cref="AlignedText.Transform"/> for the same changes, without a list of them.</remarks>
internal sealed class TextRewriter(Piece piece)
{
    private const int None = -1;

    private AlignedBuilder? _builder;
    private int _offset = piece.Start;

    // The last inserted code point; a deletion right after it turns it into a replacement.
    private int _inserted = None;

    /// <summary>Keeps a stretch of the piece as it is.</summary>
    public void Keep(int start, int end)
    {
        var (from, to) = (piece.Start + start, piece.Start + end);
        if (_builder is null)
        {
            _offset = to;
            return;
        }

        FlushInserted();
        if (_offset == from)
        {
            _builder.Append(piece.Text, from, to);
            _offset = to;
            return;
        }

        var text = piece.Text.Bytes;
        while (from < to)
        {
            Put(_builder, Utf8.Decode(text, from, out var length));
            from += length;
        }
    }

    /// <summary>Puts a text in the place of the next code points of the piece.</summary>
    public void Replace(int oldCodePoints, ReadOnlySpan<byte> replacement)
    {
        var builder = Begin();
        for (var i = 0; i < replacement.Length;)
        {
            var codePoint = Utf8.Decode(replacement, i, out var length);
            i += length;
            FlushInserted();
            if (oldCodePoints > 0)
            {
                Put(builder, codePoint);
                oldCodePoints--;
            }
            else
            {
                _inserted = codePoint;
            }
        }

        Drop(oldCodePoints);
    }

    /// <summary>Gives the rewritten piece; the old one when nothing was replaced.</summary>
    public Piece ToPiece()
    {
        FlushInserted();
        return _builder?.ToPiece() ?? piece;
    }

    // What is dropped goes with the code point before it; at the very beginning there is none, and the reference stays where it is.
    private void Drop(int codePoints)
    {
        if (codePoints == 0)
        {
            return;
        }

        if (_inserted != None)
        {
            var codePoint = _inserted;
            _inserted = None;
            _builder!.Append(codePoint, AlignedText.AlignmentOf(piece, _offset, change: 0));
        }

        if (_builder!.Length > 0)
        {
            _offset = AlignedText.Advance(piece, _offset, codePoints);
        }
    }

    private AlignedBuilder Begin()
    {
        if (_builder is null)
        {
            _builder = new AlignedBuilder(piece.Text, piece.End - piece.Start);
            _builder.Append(piece.Text, piece.Start, _offset);
        }

        return _builder;
    }

    private void Put(AlignedBuilder builder, int codePoint)
    {
        builder.Append(codePoint, AlignedText.AlignmentOf(piece, _offset, change: 0));
        _offset = AlignedText.Advance(piece, _offset, 1);
    }

    private void FlushInserted()
    {
        if (_inserted != None)
        {
            _builder!.Append(_inserted, AlignedText.AlignmentOf(piece, _offset, change: 1));
            _inserted = None;
        }
    }
}
