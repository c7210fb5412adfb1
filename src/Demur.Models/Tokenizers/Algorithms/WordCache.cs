using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>Remembers the tokens of short words; safe to share between threads.</summary>
/// <remarks>Each word has one slot, and a newcomer replaces whoever is there: the memory is bounded and nothing is locked.</remarks>
internal sealed class WordCache
{
    /// <summary>The longest word kept, in bytes.</summary>
    public const int LongestWord = 64;

    private const int Slots = 1 << 16;
    private readonly Entry?[] _entries = new Entry?[Slots];

    private sealed record Entry(byte[] Word, ModelToken[] Tokens);

    /// <summary>Appends the tokens of a word that is remembered.</summary>
    public bool TryGet(ReadOnlySpan<byte> word, List<ModelToken> tokens)
    {
        var entry = Volatile.Read(ref _entries[Slot(word)]);
        if (entry is null || !word.SequenceEqual(entry.Word))
        {
            return false;
        }

        foreach (var token in entry.Tokens)
        {
            tokens.Add(token);
        }

        return true;
    }

    /// <summary>Remembers the tokens of a word.</summary>
    public void Add(ReadOnlySpan<byte> word, ReadOnlySpan<ModelToken> tokens)
    {
        if (word.Length <= LongestWord)
        {
            Volatile.Write(ref _entries[Slot(word)], new Entry(word.ToArray(), tokens.ToArray()));
        }
    }

    private static int Slot(ReadOnlySpan<byte> word) => (int)(ByteHash.Of(word) & (Slots - 1));
}
