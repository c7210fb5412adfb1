using System.Security.Cryptography;

namespace Demur.Data.Catalogue;

/// <summary>Names files by their content.</summary>
internal static class FileHash
{
    /// <summary>Gives the SHA-256 of a file as 64 small hexadecimal digits.</summary>
    public static string Of(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
