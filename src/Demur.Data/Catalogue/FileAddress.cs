namespace Demur.Data.Catalogue;

/// <summary>Writes paths as parts of an address.</summary>
internal static class FileAddress
{
    /// <summary>Escapes each part of a path; the slashes stay.</summary>
    public static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
