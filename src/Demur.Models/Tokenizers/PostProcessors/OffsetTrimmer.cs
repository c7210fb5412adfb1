using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.PostProcessors;

/// <summary>Shortens the offsets of tokens by the white space at their edges.</summary>
/// <param name="addPrefixSpace">Whether a single space before the first token was added and so covers no text.</param>
internal sealed class OffsetTrimmer(bool addPrefixSpace)
{
    private static readonly char Space = ByteAlphabet.ToCharacter((byte)' ');

    public void Trim(EncodingBuilder encoding, Func<int, string> spell)
    {
        var edges = new Dictionary<int, (int Leading, int Trailing)>();
        for (var i = 0; i < encoding.Count; i++)
        {
            if (encoding.SpellingAt(i) is { } spelled)
            {
                encoding.Offsets[i] = Trim(encoding.Offsets[i], Measure(spelled), isFirst: i == 0 || encoding.Offsets[i].Start == 0);
                continue;
            }

            if (!edges.TryGetValue(encoding.Ids[i], out var edge))
            {
                edge = Measure(spell(encoding.Ids[i]));
                edges.Add(encoding.Ids[i], edge);
            }

            if (edge != (0, 0))
            {
                encoding.Offsets[i] = Trim(encoding.Offsets[i], edge, isFirst: i == 0 || encoding.Offsets[i].Start == 0);
            }
        }

        encoding.Overflowing.ForEach(window => Trim(window, spell));
    }

    private TokenOffset Trim(TokenOffset offset, (int Leading, int Trailing) edge, bool isFirst)
    {
        var leading = isFirst && addPrefixSpace && edge.Leading == 1 ? 0 : edge.Leading;
        var start = Math.Min(offset.Start + leading, offset.End);
        return offset.End >= edge.Trailing
            ? new TokenOffset(start, Math.Max(offset.End - edge.Trailing, start))
            : offset with { Start = start };
    }

    private static (int Leading, int Trailing) Measure(string token)
    {
        var leading = token.TakeWhile(IsSpace).Count();
        return (leading, token.Reverse().TakeWhile(IsSpace).Count());
    }

    private static bool IsSpace(char value) => value == Space || char.IsWhiteSpace(value);
}
