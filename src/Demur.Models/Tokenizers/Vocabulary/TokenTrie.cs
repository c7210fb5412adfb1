using System.Buffers;

namespace Demur.Models.Tokenizers.Vocabulary;

/// <summary>Finds the leftmost, and among those the longest, of a set of byte strings.</summary>
internal sealed class TokenTrie
{
    private readonly Dictionary<long, int> _children = [];
    private readonly List<int> _values = [NoValue];
    private readonly SearchValues<byte> _firstBytes;

    public const int NoValue = -1;

    public TokenTrie(IEnumerable<(byte[] Token, int Value)> tokens)
    {
        var first = new HashSet<byte>();
        foreach (var (token, value) in tokens)
        {
            first.Add(token[0]);
            Insert(token, value);
        }

        _firstBytes = SearchValues.Create([.. first]);
    }

    /// <summary>Finds the first match at or after <paramref name="from"/>.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, int from, out int start, out int end, out int value)
    {
        start = from;
        while (start < text.Length)
        {
            var candidate = text[start..].IndexOfAny(_firstBytes);
            if (candidate < 0)
            {
                break;
            }

            start += candidate;
            if (TryMatch(text, start, out end, out value))
            {
                return true;
            }

            start++;
        }

        start = end = text.Length;
        value = NoValue;
        return false;
    }

    /// <summary>Finds the longest token that begins exactly at <paramref name="start"/>.</summary>
    public bool TryMatch(ReadOnlySpan<byte> text, int start, out int end, out int value)
    {
        value = NoValue;
        end = start;
        var node = 0;
        for (var i = start; i < text.Length && _children.TryGetValue(Edge(node, text[i]), out node); i++)
        {
            if (_values[node] != NoValue)
            {
                value = _values[node];
                end = i + 1;
            }
        }

        return value != NoValue;
    }

    private void Insert(byte[] token, int value)
    {
        var node = 0;
        foreach (var part in token)
        {
            if (!_children.TryGetValue(Edge(node, part), out var child))
            {
                child = _values.Count;
                _values.Add(NoValue);
                _children.Add(Edge(node, part), child);
            }

            node = child;
        }

        _values[node] = value;
    }

    private static long Edge(int node, byte part) => ((long)node << 8) | part;
}
