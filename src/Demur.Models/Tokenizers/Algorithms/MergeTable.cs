using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>Which pairs of tokens may be joined, in which order, and what they become.</summary>
internal sealed class MergeTable : IPairRanks
{
    public const int NoRank = int.MaxValue;

    private readonly ulong[] _keys;
    private readonly (int Rank, int Result)[] _values;
    private readonly int _mask;

    public MergeTable(int capacity)
    {
        var size = 16;
        while (size < (long)capacity * 2)
        {
            size *= 2;
        }

        _keys = new ulong[size];
        _values = new (int, int)[size];
        _mask = size - 1;
    }

    /// <summary>Adds a pair; a pair that is there already gets the new rank.</summary>
    public void Add(int left, int right, int rank, int result)
    {
        var slot = Find(Key(left, right));
        _keys[slot] = Key(left, right);
        _values[slot] = (rank, result);
    }

    /// <inheritdoc/>
    public int Rank(ModelToken left, ModelToken right, out int result)
    {
        var key = Key(left.Id, right.Id);
        var slot = Find(key);
        result = _values[slot].Result;
        return _keys[slot] == key ? _values[slot].Rank : NoRank;
    }

    /// <summary>Gets what the pairs become.</summary>
    public IEnumerable<int> Results => Enumerable.Range(0, _keys.Length).Where(slot => _keys[slot] != 0).Select(slot => _values[slot].Result);

    /// <summary>Lists the pairs in the order in which they merge.</summary>
    public IEnumerable<(int Left, int Right)> InOrder() =>
        Enumerable.Range(0, _keys.Length)
            .Where(slot => _keys[slot] != 0)
            .OrderBy(slot => _values[slot].Rank)
            .Select(slot => ((int)(_keys[slot] >> 32) - 1, (int)(uint)_keys[slot]));

    // One is added to the left id so that no pair has the key of an empty slot.
    private static ulong Key(int left, int right) => ((ulong)(uint)(left + 1) << 32) | (uint)right;

    private int Find(ulong key)
    {
        var slot = (int)(ByteHash.Of(key) & (uint)_mask);
        while (_keys[slot] != 0 && _keys[slot] != key)
        {
            slot = (slot + 1) & _mask;
        }

        return slot;
    }
}
