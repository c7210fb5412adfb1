namespace Demur.Data.Catalogue;

/// <summary>Where the files of a set are taken from.</summary>
internal interface IFileSource : IDisposable
{
    /// <summary>Opens a file's plain content, or gives <see langword="null"/> when the source does not have it.</summary>
    Task<Stream?> OpenAsync(PublicFile file, CancellationToken cancellationToken);
}
