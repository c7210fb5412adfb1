using System.Text;

namespace Demur.Models.Tokenizers.Text;

/// <summary>Turns byte ranges of a UTF-8 text into code point ranges; a part of a code point counts as all of it.</summary>
internal readonly struct CodePointMap
{
    private readonly int[]? _indexes;

    public CodePointMap(ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text))
        {
            return;
        }

        _indexes = new int[text.Length + 1];
        var index = -1;
        for (var i = 0; i < text.Length; i++)
        {
            index += Utf8.IsContinuation(text[i]) ? 0 : 1;
            _indexes[i] = index;
        }

        _indexes[text.Length] = index + 1;
    }

    public TokenOffset Convert((int Start, int End) range)
    {
        if (_indexes is null)
        {
            return new TokenOffset(range.Start, range.End);
        }

        var start = _indexes[range.Start];
        return new TokenOffset(start, range.End > range.Start ? _indexes[range.End - 1] + 1 : start);
    }
}
