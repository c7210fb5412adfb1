using System.Security.Cryptography;
using System.Text;

namespace Demur.Abstractions;

/// <summary>The first 16 hexadecimal digits of a SHA-256: enough to tell samples, settings and scorers apart, short enough to be shown.</summary>
public static class ShortHash
{
    private const int Digits = 16;

    /// <summary>Hashes a text as UTF-8.</summary>
    /// <param name="text">The text.</param>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>Hashes bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..Digits];
}
