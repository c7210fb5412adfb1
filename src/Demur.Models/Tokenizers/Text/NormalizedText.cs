namespace Demur.Models.Tokenizers.Text;

/// <summary>UTF-8 text together with where each byte came from in the original UTF-8 text.</summary>
/// <remarks>An unchanged text keeps no alignment: byte i came from byte i.</remarks>
internal sealed class NormalizedText
{
    private readonly byte[] _bytes;
    private readonly int[]? _starts;
    private readonly int[]? _ends;

    public NormalizedText(byte[] original)
    {
        _bytes = original;
        Length = original.Length;
    }

    public NormalizedText(byte[] bytes, int length, int[] starts, int[] ends)
    {
        _bytes = bytes;
        Length = length;
        _starts = starts;
        _ends = ends;
    }

    public int Length { get; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Gets the original range of the character that holds the byte.</summary>
    public (int Start, int End) Alignment(int index)
    {
        if (_starts is not null)
        {
            return (_starts[index], _ends![index]);
        }

        var start = index;
        while (start > 0 && Utf8.IsContinuation(_bytes[start]))
        {
            start--;
        }

        return (start, Math.Min(start + Utf8.LengthFromLead(_bytes[start]), Length));
    }

    /// <summary>Gets the original range of a range of bytes.</summary>
    public (int Start, int End) OriginalRange(int start, int end)
    {
        if (_starts is null)
        {
            return (start, end);
        }

        if (start < end)
        {
            return (_starts[start], _ends![end - 1]);
        }

        var place = start < Length ? _starts[start] : Length == 0 ? 0 : _ends![Length - 1];
        return (place, place);
    }
}
