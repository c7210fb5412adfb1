using System.Text;
using Demur.Abstractions;

namespace Demur.Models.Tokenizers.Text;

/// <summary>Collects rewritten text with the original range of every byte.</summary>
internal sealed class AlignedBuilder
{
    // The longest replacement that Unicode knows is eleven times as long as what it replaces.
    private const long GrowthLimit = 64;
    private const long LeastLimit = 1 << 16;

    private byte[] _bytes;
    private int[] _starts;
    private int[] _ends;
    private int _length;
    private readonly long _limit;

    /// <param name="source">The text that is rewritten; it bounds how far the new one can grow.</param>
    /// <param name="capacity">The bytes to make room for at first.</param>
    public AlignedBuilder(NormalizedText source, int capacity)
    {
        OriginalLength = source.OriginalLength;
        _limit = LeastLimit + (source.OriginalLength * GrowthLimit);
        capacity = Math.Max(capacity, 4);
        _bytes = new byte[capacity];
        _starts = new int[capacity];
        _ends = new int[capacity];
    }

    public int OriginalLength { get; }

    public int Length => _length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Appends a code point that stands for an original range.</summary>
    public void Append(int codePoint, (int Start, int End) original)
    {
        if (codePoint < 0x80)
        {
            Reserve(1);
            _bytes[_length] = (byte)codePoint;
            _starts[_length] = original.Start;
            _ends[_length++] = original.End;
            return;
        }

        Span<byte> encoded = stackalloc byte[4];
        var rune = Rune.IsValid(codePoint) ? new Rune(codePoint) : Rune.ReplacementChar;
        Append(encoded[..rune.EncodeToUtf8(encoded)], original);
    }

    /// <summary>Appends bytes that all stand for the same original range.</summary>
    public void Append(ReadOnlySpan<byte> bytes, (int Start, int End) original)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _starts.AsSpan(_length, bytes.Length).Fill(original.Start);
        _ends.AsSpan(_length, bytes.Length).Fill(original.End);
        _length += bytes.Length;
    }

    /// <summary>Appends a part of a text as it is.</summary>
    public void Append(NormalizedText text, int start, int end)
    {
        var length = end - start;
        Reserve(length);
        text.Bytes[start..end].CopyTo(_bytes.AsSpan(_length));
        text.CopyAlignment(start, _starts.AsSpan(_length, length), _ends.AsSpan(_length, length));
        _length += length;
    }

    /// <summary>Gets where the text so far ends in the original.</summary>
    public int EndOfOriginal => _length == 0 ? 0 : _ends[_length - 1];

    /// <summary>Drops everything after a length.</summary>
    public void Truncate(int length) => _length = Math.Min(_length, length);

    public Piece ToPiece() => Piece.Whole(new NormalizedText(_bytes, _length, _starts, _ends) { OriginalLength = OriginalLength });

    private void Reserve(int more)
    {
        if (_length + more <= _bytes.Length)
        {
            return;
        }

        if (_length + more > _limit)
        {
            throw new DemurException(
                $"The tokenizer rewrites a text of {OriginalLength:N0} bytes to more than {_limit:N0}. Use another tokenizer.");
        }

        var capacity = Math.Max(_bytes.Length * 2, _length + more);
        Array.Resize(ref _bytes, capacity);
        Array.Resize(ref _starts, capacity);
        Array.Resize(ref _ends, capacity);
    }
}
