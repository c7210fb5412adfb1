using System.IO.Compression;

namespace Demur.Data.Catalogue;

/// <summary>Takes files from a folder: the set's own, one that holds it, or a copy of the publisher's repository.</summary>
internal sealed class FolderSource(string folder, PublicSet set) : IFileSource
{
    public Task<Stream?> OpenAsync(PublicFile file, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var path in new[] { file.Path, $"{set.Name}/{file.Path}" })
        {
            if (Existing(path) is { } found)
            {
                return Task.FromResult<Stream?>(File.OpenRead(found));
            }
        }

        var published = file.PublishedPath is { } at ? Existing(at) : null;
        Stream? stream = published is null ? null : File.OpenRead(published);
        return Task.FromResult(stream is not null && file.IsPublishedCompressed ? new GZipStream(stream, CompressionMode.Decompress) : stream);
    }

    public void Dispose() { }

    private string? Existing(string path) => Path.Combine(folder, path) is var whole && File.Exists(whole) ? whole : null;
}
