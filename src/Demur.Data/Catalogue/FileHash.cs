using System.Security.Cryptography;

namespace Demur.Data.Catalogue;

/// <summary>Names files by their content.</summary>
public static class FileHash
{
    /// <summary>Gives the SHA-256 of a file as 64 small hexadecimal digits.</summary>
    /// <param name="path">The file.</param>
    public static string Of(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
