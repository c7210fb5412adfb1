using Demur.Models.Tokenizers.Text;

namespace Demur.Models.Tokenizers.Decoders;

/// <summary>Reads the printable stand-ins of bytes back; bytes that are not UTF-8 become U+FFFD.</summary>
internal sealed class ByteLevelDecoder : IDecoder
{
    public List<string> Decode(List<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (var token in tokens)
        {
            bytes.AddRange(BytesOf(token));
        }

        return [Utf8.ToText(bytes.ToArray())];
    }

    /// <summary>Gets the bytes that a token stands for; a token with any other character stands for itself.</summary>
    public static byte[] BytesOf(string token) => ByteAlphabet.TryRead(token, out var bytes) ? bytes : Utf8.Encode(token);
}
