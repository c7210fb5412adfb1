using System.Globalization;
using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Normalizers;

/// <summary>SentencePiece's replacements as the Hugging Face tokenizers apply them: cluster by cluster, then character by character.</summary>
internal sealed class Precompiled(CharsMap map) : INormalizer
{
    // A longer cluster is not looked up as a whole, as in the reference.
    private const int LongestCluster = 5;

    private readonly bool[] _mapsAscii = [.. Enumerable.Range(0, 0x80).Select(value => map.TryReplace([(byte)value], longest: false, out _, out _))];

    public Piece Normalize(Piece piece)
    {
        var changes = new List<CodePointChange>(piece.End - piece.Start);
        var modified = false;
        var text = piece.Span;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] < 0x80 && IsAsciiAlone(text, i))
            {
                modified |= AddAscii(text[i], changes);
                i++;
                continue;
            }

            var end = EndOfOther(text, i);
            modified |= AddClusters(text[i..end], changes);
            i = end;
        }

        return modified ? AlignedText.Transform(piece, changes) : piece;
    }

    private bool AddAscii(byte value, List<CodePointChange> changes)
    {
        if (!_mapsAscii[value])
        {
            changes.Add(new CodePointChange(value, 0));
            return false;
        }

        return AddCluster([value], changes);
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

    private bool AddClusters(ReadOnlySpan<byte> bytes, List<CodePointChange> changes)
    {
        var text = Utf8.ToText(bytes);
        var modified = false;
        for (var i = 0; i < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, i);
            modified |= AddCluster(Utf8.Encode(text.Substring(i, length)), changes);
            i += length;
        }

        return modified;
    }

    private bool AddCluster(byte[] cluster, List<CodePointChange> changes)
    {
        if (cluster.Length <= LongestCluster && map.TryReplace(cluster, longest: false, out _, out var whole))
        {
            AddReplacement(cluster, whole, changes);
            return true;
        }

        var modified = false;
        for (var i = 0; i < cluster.Length;)
        {
            var codePoint = Utf8.Decode(cluster, i, out var length);
            var character = cluster.AsSpan(i, length);
            if (map.TryReplace(character, longest: false, out _, out var replacement))
            {
                AddReplacement(character, replacement, changes);
                modified = true;
            }
            else
            {
                changes.Add(new CodePointChange(codePoint, 0));
            }

            i += length;
        }

        return modified;
    }

    private static void AddReplacement(ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement, List<CodePointChange> changes)
    {
        var first = changes.Count;
        for (var i = 0; i < replacement.Length;)
        {
            changes.Add(new CodePointChange(Utf8.Decode(replacement, i, out var length), 0));
            i += length;
        }

        var added = changes.Count - first - Utf8.CountCodePoints(old);
        for (var i = 1; i <= added; i++)
        {
            changes[^i] = changes[^i] with { Change = 1 };
        }

        if (added < 0 && changes.Count > 0)
        {
            changes[^1] = changes[^1] with { Change = changes[^1].Change + added };
        }
    }
}
