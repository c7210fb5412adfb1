using System.Buffers;
using System.Globalization;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>SentencePiece's replacements as the Hugging Face tokenizers apply them: cluster by cluster, then character by character.</summary>
internal sealed class Precompiled(CharsMap map) : INormalizer
{
    // A longer cluster is not looked up as a whole, as in the reference.
    private const int LongestCluster = 5;

    // Always clusters of their own, unless what follows is not ASCII, and never replaced.
    private readonly SearchValues<byte> _plain = SearchValues.Create(
        [.. Enumerable.Range(0, 0x80).Select(value => (byte)value).Where(value => value != '\r' && !map.TryReplace([value], longest: false, out _, out _))]);

    public Piece Normalize(Piece piece)
    {
        var rewriter = new TextRewriter(piece);
        var text = piece.Span;
        for (var i = 0; i < text.Length;)
        {
            var end = EndOfPlain(text, i);
            if (end > i)
            {
                rewriter.Keep(i, end);
                i = end;
            }
            else if (text[i] < 0x80 && IsAsciiAlone(text, i))
            {
                RewriteCluster(text, i, i + 1, rewriter);
                i++;
            }
            else
            {
                end = EndOfOther(text, i);
                RewriteClusters(text, i, end, rewriter);
                i = end;
            }
        }

        return rewriter.ToPiece();
    }

    private int EndOfPlain(ReadOnlySpan<byte> text, int start)
    {
        var length = text[start..].IndexOfAnyExcept(_plain);
        var end = length < 0 ? text.Length : start + length;
        return end > start && end < text.Length && text[end] >= 0x80 ? end - 1 : end;
    }

    // Two ASCII characters are one cluster only in the line break of Windows.
    private static bool IsAsciiAlone(ReadOnlySpan<byte> text, int index) =>
        index + 1 == text.Length || (text[index + 1] < 0x80 && !(text[index] == (byte)'\r' && text[index + 1] == (byte)'\n'));

    // Up to before the second of two ASCII characters that are no cluster.
    private static int EndOfOther(ReadOnlySpan<byte> text, int start)
    {
        var i = start + 1;
        while (i < text.Length && !(text[i] < 0x80 && text[i - 1] < 0x80 && IsAsciiAlone(text, i - 1)))
        {
            i++;
        }

        return i;
    }

    private void RewriteClusters(ReadOnlySpan<byte> text, int start, int end, TextRewriter rewriter)
    {
        var characters = Utf8.ToText(text[start..end]);
        for (var i = 0; i < characters.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(characters, i);
            var bytes = System.Text.Encoding.UTF8.GetByteCount(characters.AsSpan(i, length));
            RewriteCluster(text, start, start + bytes, rewriter);
            start += bytes;
            i += length;
        }
    }

    private void RewriteCluster(ReadOnlySpan<byte> text, int start, int end, TextRewriter rewriter)
    {
        var cluster = text[start..end];
        if (cluster.Length <= LongestCluster && map.TryReplace(cluster, longest: false, out _, out var whole))
        {
            rewriter.Replace(Utf8.CountCodePoints(cluster), whole);
            return;
        }

        for (var i = start; i < end;)
        {
            Utf8.Decode(text, i, out var length);
            if (map.TryReplace(text.Slice(i, length), longest: false, out _, out var replacement))
            {
                rewriter.Replace(1, replacement);
            }
            else
            {
                rewriter.Keep(i, i + length);
            }

            i += length;
        }
    }
}
