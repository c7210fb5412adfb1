using System.Buffers.Binary;
using Demur.Abstractions;

namespace Demur.Models.Tokenizers.Text;

/// <summary>SentencePiece's table of replacements: a double-array trie and the texts that its values point to.</summary>
internal sealed class CharsMap
{
    // A damaged table may point into the middle of a character.
    private static readonly byte[] ContinuationBytes = [.. Enumerable.Range(0x80, 0x40).Select(value => (byte)value)];

    private readonly uint[] _units;
    private readonly byte[] _texts;

    /// <exception cref="DemurException">The table is damaged.</exception>
    public CharsMap(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < 4 || BinaryPrimitives.ReadUInt32LittleEndian(blob) is var size && (size > blob.Length - 4 || size < 4))
        {
            throw new DemurException($"The precompiled_charsmap of {blob.Length} bytes is damaged: its trie does not fit in it.");
        }

        _units = new uint[size / 4];
        for (var i = 0; i < _units.Length; i++)
        {
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(blob[(4 + (4 * i))..]);
        }

        _texts = blob[(4 + (int)size)..].ToArray();
        if (!System.Text.Unicode.Utf8.IsValid(_texts))
        {
            throw new DemurException("The precompiled_charsmap is damaged: its texts are not UTF-8.");
        }
    }

    /// <summary>Finds the replacement of the shortest or longest prefix that has one.</summary>
    /// <param name="text">The text; matching begins at its start.</param>
    /// <param name="longest">Whether the longest prefix counts rather than the shortest.</param>
    /// <param name="length">The bytes that are replaced.</param>
    /// <param name="replacement">What stands in their place.</param>
    public bool TryReplace(ReadOnlySpan<byte> text, bool longest, out int length, out ReadOnlySpan<byte> replacement)
    {
        length = 0;
        var value = -1;
        var position = Offset(_units[0]);
        for (var i = 0; i < text.Length && text[i] != 0; i++)
        {
            position ^= text[i];
            if (position >= (uint)_units.Length || (_units[position] & 0x800000FF) != text[i])
            {
                break;
            }

            var unit = _units[position];
            position ^= Offset(unit);
            if ((unit & 0x100) != 0 && position < (uint)_units.Length)
            {
                value = (int)(_units[position] & 0x7FFFFFFF);
                length = i + 1;
                if (!longest)
                {
                    break;
                }
            }
        }

        replacement = value < 0 ? [] : TextAt(value);
        return value >= 0;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    private ReadOnlySpan<byte> TextAt(int start)
    {
        if (start >= _texts.Length)
        {
            return [];
        }

        var rest = _texts.AsSpan(start).TrimStart(ContinuationBytes);
        var end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }
}
