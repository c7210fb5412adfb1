namespace Demur.Evaluation.Judges.Learned;

/// <summary>Turns a response into hashed features: runs of words and letters, where they stand, and what the patterns saw.</summary>
internal static class NGramFeatures
{
    public const string Version = "ngrams-1 words:1-3 letters:4,5 opening:14 tail:1-2 signals:2";
    public const int Bits = 17;
    public const uint Mask = (1u << Bits) - 1;
    public const int Buckets = 1 << Bits;

    private const float SignalWeight = 2;
    private const int OpeningWords = 14;
    private const uint Seed = 2166136261;
    private const uint Prime = 16777619;

    /// <summary>Reads a response's text; <paramref name="signals"/> are what cheaper stages saw.</summary>
    public static void Read(string head, string tail, IReadOnlyList<string> signals, FeatureVector features)
    {
        features.Clear();
        Span<uint> words = stackalloc uint[256];
        var count = HashWords(head, words);
        var start = features.Count;
        Runs(words[..count], 3, 'w', features);
        features.Normalise(start, 1);

        start = features.Count;
        Runs(words[..Math.Min(count, OpeningWords)], 3, 'o', features);
        features.Normalise(start, 1);

        start = features.Count;
        Letters(head, features);
        features.Normalise(start, 1);

        start = features.Count;
        count = HashWords(tail, words);
        Runs(words[..count], 2, 't', features);
        features.Normalise(start, 0.5f);

        start = features.Count;
        foreach (var signal in signals)
        {
            features.Add(Hash(signal, 's'), 1);
        }

        features.Normalise(start, SignalWeight);
        features.Add(Hash("bias", 's'), 1);
    }

    private static void Runs(ReadOnlySpan<uint> words, int longest, char place, FeatureVector features)
    {
        for (var first = 0; first < words.Length; first++)
        {
            var hash = Start(place);
            for (var length = 0; length < longest && first + length < words.Length; length++)
            {
                hash = Mix(hash ^ words[first + length]);
                features.Add(hash, 1);
            }
        }
    }

    private static void Letters(ReadOnlySpan<char> text, FeatureVector features)
    {
        for (var first = 0; first + 4 <= text.Length; first++)
        {
            var hash = Start('c');
            for (var i = first; i < first + 4; i++)
            {
                hash = (hash ^ text[i]) * Prime;
            }

            features.Add(Mix(hash), 1);
            if (first + 5 <= text.Length)
            {
                features.Add(Mix((hash ^ text[first + 4]) * Prime), 1);
            }
        }
    }

    private static int HashWords(ReadOnlySpan<char> text, Span<uint> words)
    {
        var count = 0;
        var hash = Seed;
        var inside = false;
        foreach (var character in text)
        {
            if (char.IsLetterOrDigit(character) || character == '\'')
            {
                hash = (hash ^ character) * Prime;
                inside = true;
            }
            else if (inside)
            {
                Keep(words, ref count, ref hash);
                inside = false;
            }
        }

        if (inside)
        {
            Keep(words, ref count, ref hash);
        }

        return count;
    }

    private static void Keep(Span<uint> words, ref int count, ref uint hash)
    {
        if (count < words.Length)
        {
            words[count++] = Mix(hash);
        }

        hash = Seed;
    }

    private static uint Hash(string text, char place)
    {
        var hash = Start(place);
        foreach (var character in text)
        {
            hash = (hash ^ character) * Prime;
        }

        return Mix(hash);
    }

    private static uint Start(char place) => (Seed ^ place) * Prime;

    private static uint Mix(uint hash)
    {
        hash ^= hash >> 16;
        hash *= 0x7feb352d;
        hash ^= hash >> 15;
        hash *= 0x846ca68b;
        return hash ^ (hash >> 16);
    }
}
