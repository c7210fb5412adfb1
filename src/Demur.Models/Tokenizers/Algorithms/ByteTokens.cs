using System.Globalization;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c> that spell what the vocabulary lacks.</summary>
internal static class ByteTokens
{
    public static string Spell(byte value) => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>");

    /// <summary>Finds all 256; -1 stands for one that is missing.</summary>
    public static int[] Find(TokenTable tokens)
    {
        var found = new int[256];
        for (var value = 0; value < found.Length; value++)
        {
            found[value] = tokens.TryGetId(Spell((byte)value), out var id) ? id : -1;
        }

        return found;
    }

    /// <summary>Tells whether every byte of a text has a token.</summary>
    public static bool Cover(int[] byteTokens, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (byteTokens[value] < 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads the byte that a token spells.</summary>
    public static bool TryRead(string token, out byte value)
    {
        value = 0;
        return token.Length == 6
            && token.StartsWith("<0x", StringComparison.Ordinal)
            && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
