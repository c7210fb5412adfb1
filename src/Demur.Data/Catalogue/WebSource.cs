using System.IO.Compression;
using System.Net;
using Demur.Abstractions;

namespace Demur.Data.Catalogue;

/// <summary>Downloads files from the publisher, or from another address that has them.</summary>
/// <param name="mirror">The address of a copy of the set's folder, or <see langword="null"/> for the publisher's own addresses.</param>
internal sealed class WebSource(Uri? mirror) : IFileSource
{
    private readonly HttpClient client = new();

    public async Task<Stream?> OpenAsync(PublicFile file, CancellationToken cancellationToken)
    {
        var url = mirror is null ? file.Url : new Uri(mirror.AbsoluteUri.TrimEnd('/') + "/" + FileAddress.Escape(file.Path));
        if (url is null)
        {
            return null;
        }

        try
        {
            var response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.NotFound)
            {
                return null;
            }

            response.EnsureSuccessStatusCode();
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return mirror is null && file.IsPublishedCompressed ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new DemurException($"'{url}' could not be downloaded: {exception.Message} Try again, or download it another way and pass --from FOLDER.", exception);
        }
    }

    public void Dispose() => client.Dispose();
}
