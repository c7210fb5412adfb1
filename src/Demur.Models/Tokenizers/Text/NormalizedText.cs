namespace Demur.Models.Tokenizers.Text;

/// <summary>UTF-8 text together with where each byte came from in the original UTF-8 text.</summary>
/// <remarks>A text whose bytes still stand one to one for those of the original keeps no alignment, only where it begins.</remarks>
internal sealed class NormalizedText
{
    private readonly byte[] _bytes;
    private readonly int[]? _starts;
    private readonly int[]? _ends;
    private readonly int _shift;

    public NormalizedText(byte[] original)
    {
        _bytes = original;
        Length = original.Length;
        OriginalLength = original.Length;
    }

    public NormalizedText(byte[] bytes, int length, int[] starts, int[] ends)
    {
        _bytes = bytes;
        Length = length;
        _starts = starts;
        _ends = ends;
    }

    private NormalizedText(byte[] bytes, int shift)
    {
        _bytes = bytes;
        Length = bytes.Length;
        _shift = shift;
    }

    public int Length { get; }

    /// <summary>Gets the length of the text that everything was made from, in bytes.</summary>
    public int OriginalLength { get; init; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Makes a piece with other bytes that stand one to one for those of the old one, character by character.</summary>
    public static Piece WithBytes(Piece old, byte[] bytes)
    {
        var text = old.Text;
        return Piece.Whole(text._starts is null
            ? new NormalizedText(bytes, text._shift + old.Start) { OriginalLength = text.OriginalLength }
            : new NormalizedText(bytes, bytes.Length, text._starts[old.Start..old.End], text._ends![old.Start..old.End]) { OriginalLength = text.OriginalLength });
    }

    /// <summary>Gets the original range of the character that holds the byte.</summary>
    public (int Start, int End) Alignment(int index)
    {
        if (_starts is not null)
        {
            return (_starts[index], _ends![index]);
        }

        var lead = _bytes[index];
        if (lead < 0x80)
        {
            return (index + _shift, index + _shift + 1);
        }

        var start = index;
        while (start > 0 && Utf8.IsContinuation(_bytes[start]))
        {
            start--;
        }

        return (start + _shift, Math.Min(start + Utf8.LengthFromLead(_bytes[start]), Length) + _shift);
    }

    /// <summary>Copies the original range of each byte's character.</summary>
    public void CopyAlignment(int start, Span<int> starts, Span<int> ends)
    {
        if (_starts is not null)
        {
            _starts.AsSpan(start, starts.Length).CopyTo(starts);
            _ends.AsSpan(start, ends.Length).CopyTo(ends);
            return;
        }

        for (var i = 0; i < starts.Length; i++)
        {
            (starts[i], ends[i]) = Alignment(start + i);
        }
    }

    /// <summary>Gets the original range of a range of bytes.</summary>
    public (int Start, int End) OriginalRange(int start, int end)
    {
        if (_starts is null)
        {
            return (start + _shift, end + _shift);
        }

        if (start < end)
        {
            return (_starts[start], _ends![end - 1]);
        }

        var place = start < Length ? _starts[start] : Length == 0 ? 0 : _ends![Length - 1];
        return (place, place);
    }
}
