using System.Buffers;

namespace Demur.Models.Tokenizers.Vocabulary;

/// <summary>A set of byte strings with values, for finding those that begin at a place in a text.</summary>
internal sealed class TokenTrie
{
    public const int NoValue = -1;
    private const int NoNode = -1;
    private const int ScanLimit = 8;

    private readonly SearchValues<byte> _firstBytes;
    private readonly int[] _values;
    private readonly int[] _firstChild;
    private readonly byte[] _labels;
    private readonly int[] _targets;
    private readonly int[] _rootTargets = new int[256];

    public TokenTrie(IEnumerable<(byte[] Token, int Value)> tokens)
    {
        var edges = new Dictionary<long, int>();
        var values = new List<int> { NoValue };
        foreach (var (token, value) in tokens)
        {
            Insert(edges, values, token, value);
        }

        _values = [.. values];
        _firstChild = new int[values.Count + 1];
        _labels = new byte[edges.Count];
        _targets = new int[edges.Count];
        Freeze(edges);
        Array.Fill(_rootTargets, NoNode);
        for (var i = 0; i < _firstChild[1]; i++)
        {
            _rootTargets[_labels[i]] = _targets[i];
        }

        _firstBytes = SearchValues.Create(_labels.AsSpan(0, _firstChild[1]));
    }

    /// <summary>Finds the leftmost, and among those the longest, token at or after <paramref name="from"/>.</summary>
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
        for (var i = start; i < text.Length; i++)
        {
            node = Step(node, text[i]);
            if (node == NoNode)
            {
                break;
            }

            if (_values[node] != NoValue)
            {
                value = _values[node];
                end = i + 1;
            }
        }

        return value != NoValue;
    }

    /// <summary>Follows one byte from a node (0 is the root); gives the next node, negative when there is none.</summary>
    public int Step(int node, byte label)
    {
        if (node == 0)
        {
            return _rootTargets[label];
        }

        var first = _firstChild[node];
        var count = _firstChild[node + 1] - first;
        var found = count <= ScanLimit
            ? _labels.AsSpan(first, count).IndexOf(label)
            : _labels.AsSpan(first, count).BinarySearch(label);
        return found >= 0 ? _targets[first + found] : NoNode;
    }

    /// <summary>Gets the value of a node, <see cref="NoValue"/> when no token ends there.</summary>
    public int ValueAt(int node) => _values[node];

    private static void Insert(Dictionary<long, int> edges, List<int> values, byte[] token, int value)
    {
        var node = 0;
        foreach (var label in token)
        {
            var edge = ((long)node << 8) | label;
            if (!edges.TryGetValue(edge, out var child))
            {
                child = values.Count;
                values.Add(NoValue);
                edges.Add(edge, child);
            }

            node = child;
        }

        values[node] = value;
    }

    // Edges sorted by node and label stand next to each other for each node.
    private void Freeze(Dictionary<long, int> edges)
    {
        var keys = edges.Keys.ToArray();
        Array.Sort(keys);
        for (var i = 0; i < keys.Length; i++)
        {
            _labels[i] = (byte)keys[i];
            _targets[i] = edges[keys[i]];
            _firstChild[(keys[i] >> 8) + 1] = i + 1;
        }

        for (var node = 1; node < _firstChild.Length; node++)
        {
            _firstChild[node] = Math.Max(_firstChild[node], _firstChild[node - 1]);
        }
    }
}
