using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Vocabulary;

/// <summary>Finds the id of a token and the token of an id; tokens are UTF-8 or raw bytes.</summary>
internal sealed class TokenTable
{
    private readonly Dictionary<int, int> _entryOfId = [];
    private readonly List<Entry> _entries = [];
    private byte[] _bytes = new byte[4096];
    private int _used;
    private int[] _buckets = new int[1024];

    private readonly record struct Entry(int Offset, int Length, int Id, uint Hash);

    /// <summary>Gets the number of different tokens.</summary>
    public int Count => _entries.Count;

    /// <summary>Gets the ids in use.</summary>
    public IEnumerable<int> Ids => _entryOfId.Keys;

    /// <summary>Gets the longest token in bytes.</summary>
    public int LongestToken { get; private set; }

    /// <summary>Adds a token; one that is there already gets the new id.</summary>
    public void Add(ReadOnlySpan<byte> token, int id)
    {
        var hash = ByteHash.Of(token);
        var bucket = FindBucket(token, hash);
        if (_buckets[bucket] != 0)
        {
            var known = _buckets[bucket] - 1;
            _entries[known] = _entries[known] with { Id = id };
            _entryOfId[id] = known;
            return;
        }

        _entries.Add(new Entry(Store(token), token.Length, id, hash));
        _buckets[bucket] = _entries.Count;
        _entryOfId[id] = _entries.Count - 1;
        LongestToken = Math.Max(LongestToken, token.Length);
        if (_entries.Count * 2 > _buckets.Length)
        {
            Grow();
        }
    }

    /// <summary>Adds a token given as text.</summary>
    public void Add(string token, int id) => Add(Utf8.Encode(token), id);

    /// <summary>Finds the id of a token.</summary>
    public bool TryGetId(ReadOnlySpan<byte> token, out int id)
    {
        var found = _buckets[FindBucket(token, ByteHash.Of(token))];
        id = found == 0 ? -1 : _entries[found - 1].Id;
        return found != 0;
    }

    /// <summary>Finds the id of a token given as text.</summary>
    public bool TryGetId(string token, out int id) => TryGetId(Utf8.Encode(token), out id);

    /// <summary>Tells whether a token has the id.</summary>
    public bool Contains(int id) => _entryOfId.ContainsKey(id);

    /// <summary>Gets the bytes of the token with the id; empty when there is none.</summary>
    public ReadOnlySpan<byte> BytesOf(int id) => _entryOfId.TryGetValue(id, out var entry) ? BytesAt(_entries[entry]) : [];

    /// <summary>Gets the token with the id as text, or null.</summary>
    public string? TextOf(int id) => _entryOfId.TryGetValue(id, out var entry) ? Utf8.ToText(BytesAt(_entries[entry])) : null;

    private ReadOnlySpan<byte> BytesAt(Entry entry) => _bytes.AsSpan(entry.Offset, entry.Length);

    private int FindBucket(ReadOnlySpan<byte> token, uint hash)
    {
        var mask = _buckets.Length - 1;
        for (var bucket = (int)(hash & (uint)mask); ; bucket = (bucket + 1) & mask)
        {
            var found = _buckets[bucket];
            if (found == 0)
            {
                return bucket;
            }

            var entry = _entries[found - 1];
            if (entry.Hash == hash && BytesAt(entry).SequenceEqual(token))
            {
                return bucket;
            }
        }
    }

    private int Store(ReadOnlySpan<byte> token)
    {
        if (_used + token.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + token.Length));
        }

        token.CopyTo(_bytes.AsSpan(_used));
        _used += token.Length;
        return _used - token.Length;
    }

    private void Grow()
    {
        _buckets = new int[_buckets.Length * 2];
        var mask = _buckets.Length - 1;
        for (var i = 0; i < _entries.Count; i++)
        {
            var bucket = (int)(_entries[i].Hash & (uint)mask);
            while (_buckets[bucket] != 0)
            {
                bucket = (bucket + 1) & mask;
            }

            _buckets[bucket] = i + 1;
        }
    }
}
