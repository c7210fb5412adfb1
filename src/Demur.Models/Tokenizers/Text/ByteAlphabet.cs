using System.Text;

namespace Demur.Models.Tokenizers.Text;

/// <summary>GPT-2's printable stand-ins for bytes: a byte-level vocabulary spells its tokens with them.</summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = BuildCharacters();
    private static readonly short[] Values = BuildValues();

    /// <summary>Gets the stand-in of a byte.</summary>
    public static char ToCharacter(byte value) => Characters[value];

    /// <summary>Gets the byte of a stand-in, or false for any other character.</summary>
    public static bool TryToByte(int character, out byte value)
    {
        var found = (uint)character < (uint)Values.Length ? Values[character] : (short)-1;
        value = (byte)Math.Max(found, (short)0);
        return found >= 0;
    }

    /// <summary>Spells bytes with their stand-ins.</summary>
    public static string Spell(ReadOnlySpan<byte> bytes)
    {
        var builder = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
        {
            builder.Append(Characters[value]);
        }

        return builder.ToString();
    }

    /// <summary>Reads stand-ins back; false when the token holds any other character.</summary>
    public static bool TryRead(string token, out byte[] bytes)
    {
        bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
        {
            if (!TryToByte(token[i], out bytes[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static char[] BuildCharacters()
    {
        var characters = new char[256];
        var next = 256;
        for (var value = 0; value < 256; value++)
        {
            var printable = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF;
            characters[value] = printable ? (char)value : (char)next++;
        }

        return characters;
    }

    private static short[] BuildValues()
    {
        var values = new short[Characters.Max() + 1];
        Array.Fill(values, (short)-1);
        for (var value = 0; value < 256; value++)
        {
            values[Characters[value]] = (short)value;
        }

        return values;
    }
}
