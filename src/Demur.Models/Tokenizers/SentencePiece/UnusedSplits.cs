namespace Demur.Models.Tokenizers.SentencePiece;

/// <summary>Remembers for unused pieces how they were put together, to take them apart again.</summary>
internal sealed class UnusedSplits(IReadOnlyList<VocabularyPiece> pieces)
{
    private readonly Dictionary<int, int> _leftLengths = [];

    public void Note(int id, int leftLength)
    {
        if (pieces[id].Type == SentencePieceType.Unused)
        {
            _leftLengths[id] = leftLength;
        }
    }

    public bool TryGet(int id, out int leftLength) => _leftLengths.TryGetValue(id, out leftLength);
}
