namespace Demur.Data.Catalogue;

/// <summary>One file of a public set.</summary>
public sealed record PublicFile
{
    /// <summary>Gets the path below the set's folder, with forward slashes.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the size in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Gets the SHA-256 of the content, 64 small hexadecimal digits.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Gets the number of rows, where rows make sense.</summary>
    public int? Rows { get; init; }

    /// <summary>Gets the licence: an SPDX identifier, or <see cref="Licences.NotStated"/>.</summary>
    public required string Licence { get; init; }

    /// <summary>Gets the path in the publisher's repository, or <see langword="null"/> when the file was repacked on the way.</summary>
    public string? PublishedPath { get; init; }

    /// <summary>Gets the publisher's address of this very version, or <see langword="null"/> when the file was repacked on the way.</summary>
    public Uri? Url { get; init; }

    /// <summary>Gets whether its licence allows training on it.</summary>
    public bool AllowsTraining => Licences.AllowTraining(Licence);

    // Some publishers compress single files; the hash is that of the plain text.
    internal bool IsPublishedCompressed => IsCompressed(PublishedPath) && !IsCompressed(Path);

    private static bool IsCompressed(string? path) => path is not null && path.EndsWith(".gz", StringComparison.Ordinal);
}
