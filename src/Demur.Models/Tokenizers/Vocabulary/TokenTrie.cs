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

    /// <param name="tokens">The byte strings, none empty; of equal ones the last counts.</param>
    public TokenTrie(IEnumerable<(byte[] Token, int Value)> tokens)
    {
        var sorted = tokens.Select((pair, order) => (pair.Token, pair.Value, Order: order)).ToArray();
        Array.Sort(sorted, (one, other) => one.Token.AsSpan().SequenceCompareTo(other.Token) is not 0 and var order ? order : one.Order.CompareTo(other.Order));

        // Every edge makes one node: edge i leads to node i + 1.
        var parents = new List<int>();
        var labels = new List<byte>();
        var values = new List<int> { NoValue };
        var path = new List<int> { 0 };
        byte[] previous = [];
        foreach (var (token, value, _) in sorted)
        {
            var shared = token.AsSpan().CommonPrefixLength(previous);
            path.RemoveRange(shared + 1, path.Count - shared - 1);
            foreach (var label in token.AsSpan(shared))
            {
                parents.Add(path[^1]);
                labels.Add(label);
                values.Add(NoValue);
                path.Add(parents.Count);
            }

            values[path[^1]] = value;
            previous = token;
        }

        _values = [.. values];
        _labels = new byte[labels.Count];
        _targets = new int[labels.Count];
        _firstChild = GroupByParent(parents, labels);
        Array.Fill(_rootTargets, NoNode);
        for (var i = 0; i < _firstChild[1]; i++)
        {
            _rootTargets[_labels[i]] = _targets[i];
        }

        _firstBytes = SearchValues.Create(_labels.AsSpan(0, _firstChild[1]));
    }

    /// <summary>Finds the leftmost, and among those the longest, token at or after <paramref name="from"/>.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, int from, out TrieMatch match)
    {
        for (var start = from; start < text.Length; start++)
        {
            var candidate = text[start..].IndexOfAny(_firstBytes);
            if (candidate < 0)
            {
                break;
            }

            start += candidate;
            if (TryMatch(text, start, out var end, out var value))
            {
                match = new TrieMatch(start, end, value);
                return true;
            }
        }

        match = default;
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

    // The children of a node come to stand side by side, still in the order of their labels.
    private int[] GroupByParent(List<int> parents, List<byte> labels)
    {
        var first = new int[_values.Length + 1];
        foreach (var parent in parents)
        {
            first[parent + 1]++;
        }

        for (var node = 1; node < first.Length; node++)
        {
            first[node] += first[node - 1];
        }

        var next = first.ToArray();
        for (var edge = 0; edge < parents.Count; edge++)
        {
            var place = next[parents[edge]]++;
            _labels[place] = labels[edge];
            _targets[place] = edge + 1;
        }

        return first;
    }
}
