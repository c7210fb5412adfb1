using Demur.Models.Tokenizers.Patterns;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.PreTokenizers;

/// <summary>When a visible space is put in front of a piece.</summary>
internal enum PrependScheme
{
    Always,
    First,
    Never,
}

/// <summary>Makes spaces visible and splits before them.</summary>
internal sealed class Metaspace(string replacement, PrependScheme scheme, bool split) : IPreTokenizer
{
    private readonly byte[] _replacement = Utf8.Encode(replacement);
    private readonly PatternSplit _split = new(new LiteralPattern(Utf8.Encode(replacement)), SplitBehavior.MergedWithNext, invert: false);

    public void Split(Piece piece, List<Piece> output) => SplitEach([piece], output);

    // All pieces are written into one text: words are many and short.
    public void SplitEach(List<Piece> pieces, List<Piece> output)
    {
        if (pieces.Count == 0)
        {
            return;
        }

        var builder = new AlignedBuilder(pieces[0].Text, Capacity(pieces));
        var ends = new List<int>(pieces.Count);
        foreach (var piece in pieces)
        {
            Write(piece, builder);
            ends.Add(builder.Length);
        }

        var whole = builder.ToPiece();
        var start = 0;
        foreach (var end in ends)
        {
            AddWords(whole.Slice(start, end), output);
            start = end;
        }
    }

    private void AddWords(Piece piece, List<Piece> output)
    {
        if (split && piece.Span.LastIndexOf(_replacement) > 0)
        {
            _split.Split(piece, output);
        }
        else if (!piece.IsEmpty)
        {
            output.Add(piece);
        }
    }

    private int Capacity(List<Piece> pieces)
    {
        long capacity = 0;
        foreach (var piece in pieces)
        {
            capacity += piece.End - piece.Start + _replacement.Length;
        }

        return (int)Math.Min(capacity, Array.MaxLength);
    }

    private void Write(Piece piece, AlignedBuilder builder)
    {
        var text = piece.Span;
        var prepends = scheme == PrependScheme.Always
            || (scheme == PrependScheme.First && piece.Text.OriginalRange(piece.Start, piece.End).Start == 0);
        if (prepends && !piece.IsEmpty && text[0] != (byte)' ' && !text.StartsWith(_replacement))
        {
            builder.Append(_replacement, piece.Text.Alignment(piece.Start));
        }

        for (var i = 0; i < text.Length;)
        {
            var space = text[i..].IndexOf((byte)' ');
            var end = space < 0 ? text.Length : i + space;
            builder.Append(piece.Text, piece.Start + i, piece.Start + end);
            if (space >= 0)
            {
                builder.Append(_replacement, piece.Text.Alignment(piece.Start + end));
                end++;
            }

            i = end;
        }
    }
}
