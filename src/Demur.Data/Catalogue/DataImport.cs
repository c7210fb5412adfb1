using System.Buffers;
using System.Security.Cryptography;
using Demur.Abstractions;

namespace Demur.Data.Catalogue;

/// <summary>Brings the files of one set into a store.</summary>
internal sealed class DataImport(DataStore store, PublicSet set)
{
    public async Task<ImportReport> RunAsync(string? from, CancellationToken cancellationToken)
    {
        using var source = SourceOf(from);
        List<string> imported = [];
        List<string> present = [];
        List<string> missing = [];
        foreach (var file in set.Files)
        {
            var place = store.PathOf(set, file);
            if (File.Exists(place) && FileHash.Of(place) == file.Sha256)
            {
                present.Add(file.Path);
                continue;
            }

            var stream = await source.OpenAsync(file, cancellationToken).ConfigureAwait(false);
            if (stream is null)
            {
                missing.Add(file.Path);
                continue;
            }

            await using (stream.ConfigureAwait(false))
            {
                await SaveAsync(stream, file, place, cancellationToken).ConfigureAwait(false);
            }

            imported.Add(file.Path);
        }

        return imported.Count + present.Count > 0
            ? new ImportReport(set.Name, imported, present, missing)
            : throw new DemurException(
                $"{from ?? "The publisher"} has none of the {set.Files.Count} files of the data set '{set.Name}', such as '{set.Files[0].Path}'. "
                + $"Name a folder or address that has them, or get them from {set.Pages[0]}.");
    }

    private IFileSource SourceOf(string? from)
    {
        if (from is null)
        {
            return new WebSource(mirror: null);
        }

        if (Uri.TryCreate(from, UriKind.Absolute, out var address) && !address.IsFile)
        {
            return address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps
                ? new WebSource(address)
                : throw new DemurException($"'{from}' is neither a folder nor an address that begins with file://, http:// or https://.");
        }

        var folder = address?.LocalPath ?? from;
        return Directory.Exists(folder)
            ? new FolderSource(folder, set)
            : throw new DemurException($"There is no folder '{folder}' to import the data set '{set.Name}' from. Pass --from FOLDER|URL; it is published at {set.Pages[0]}.");
    }

    private async Task SaveAsync(Stream stream, PublicFile file, string place, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        var partial = $"{place}.{Guid.NewGuid():N}.partial";
        try
        {
            var (hash, bytes) = await CopyAsync(stream, file, partial, cancellationToken).ConfigureAwait(false);
            if (hash != file.Sha256)
            {
                throw new DemurException(
                    $"'{file.Path}' of the data set '{set.Name}' is not the published file: its sha256 is {hash} ({bytes}), "
                    + $"and the catalogue says {file.Sha256} ({file.Bytes} bytes). It was not imported; take the version published at {file.Url ?? set.Pages[0]}.");
            }

            File.Move(partial, place, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or HttpRequestException)
        {
            throw new DemurException($"'{file.Path}' could not be brought to '{place}': {exception.Message} Mend that and import again; what is there already stays.", exception);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    // Stops one byte past the known size, so that a wrong address cannot fill the disk.
    private static async Task<(string Hash, string Bytes)> CopyAsync(Stream stream, PublicFile file, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(81920);
        long total = 0;
        try
        {
            var target = File.Create(path);
            await using (target.ConfigureAwait(false))
            {
                while (total <= file.Bytes)
                {
                    var read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                    if (read == 0)
                    {
                        return (Convert.ToHexStringLower(hash.GetHashAndReset()), $"{total} bytes");
                    }

                    hash.AppendData(buffer, 0, read);
                    await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                    total += read;
                }
            }

            return (Convert.ToHexStringLower(hash.GetHashAndReset()), $"of its first {total} bytes; it goes on");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
