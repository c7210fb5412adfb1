namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>Collects the symbols that merging starts from; unknown ones may be joined into one.</summary>
/// <remarks>A symbol that is neither known nor has an unknown token disappears, and later offsets move up, as in the reference.</remarks>
internal struct SymbolSink(List<ModelToken> tokens, int? unknown, bool fuseUnknown)
{
    private int _position;
    private int _pendingUnknown;

    public void Add(int id, int length)
    {
        Flush();
        Append(id, length);
    }

    /// <summary>Adds one token a byte. An unknown symbol that waits to be joined goes on waiting.</summary>
    public void AddBytes(ReadOnlySpan<byte> bytes, int[] byteTokens)
    {
        foreach (var value in bytes)
        {
            Append(byteTokens[value], 1);
        }
    }

    public void AddUnknown(int length)
    {
        if (unknown is null)
        {
            return;
        }

        if (!fuseUnknown)
        {
            Flush();
        }

        _pendingUnknown += length;
    }

    public void Flush()
    {
        if (_pendingUnknown > 0)
        {
            Append(unknown!.Value, _pendingUnknown);
            _pendingUnknown = 0;
        }
    }

    private void Append(int id, int length)
    {
        tokens.Add(new ModelToken(id, _position, _position + length));
        _position += length;
    }
}
