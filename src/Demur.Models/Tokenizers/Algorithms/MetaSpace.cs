using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>The visible space U+2581 as a boundary that lets a whole text be merged word by word.</summary>
internal static class MetaSpace
{
    private static ReadOnlySpan<byte> Space => "\u2581"u8;

    /// <summary>Tells whether none of the tokens that merges make goes from another character on to a space, so that no merge crosses that place.</summary>
    public static bool NeverCrossed(TokenTable tokens, IEnumerable<int> merged)
    {
        if (!tokens.TryGetId(Space, out _))
        {
            return false;
        }

        foreach (var id in merged)
        {
            var token = tokens.BytesOf(id);
            if (EndOfWord(token, 0) < token.Length)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gets where the spaces and the other characters after them end.</summary>
    public static int EndOfWord(ReadOnlySpan<byte> text, int start)
    {
        var word = start;
        while (text[word..].StartsWith(Space))
        {
            word += Space.Length;
        }

        var next = text[word..].IndexOf(Space);
        return next < 0 ? text.Length : word + next;
    }
}
