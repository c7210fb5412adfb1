using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Hub;

/// <summary>Fetches one file into the cache: goes on where an earlier try ended, and keeps nothing that does not hash to what was announced.</summary>
internal sealed class HubDownload(HubClient client, HubSettings settings, (HubName Name, string Commit) source)
{
    private const int MostFailures = 5;
    private const int MostWrongHashes = 2;
    private const int BufferBytes = 1 << 20;

    /// <summary>Fetches a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="blob">Where it goes.</param>
    /// <param name="arrived">Told how many of its bytes are here.</param>
    /// <param name="cancellationToken">Stops; what is here is kept for the next try.</param>
    public async Task RunAsync(HubFile file, string blob, Action<long> arrived, CancellationToken cancellationToken)
    {
        var partial = blob + ".incomplete";
        for (var wrong = 1; ; wrong++)
        {
            await FillAsync(file, partial, arrived, cancellationToken).ConfigureAwait(false);
            var hash = await HashAsync(partial, file, cancellationToken).ConfigureAwait(false);
            if (hash == file.Hash)
            {
                File.Move(partial, blob, overwrite: true);
                return;
            }

            File.Delete(partial);
            if (wrong == MostWrongHashes)
            {
                throw new DemurException(
                    $"{source.Name}, {file.Path}: what arrived hashes to {hash[..12]}..., announced was {file.Hash[..12]}..., {MostWrongHashes} times. Nothing of it was kept; try again later or another HF_ENDPOINT.");
            }
        }
    }

    private async Task FillAsync(HubFile file, string partial, Action<long> arrived, CancellationToken cancellationToken)
    {
        var (failures, have) = (0, LengthOf(partial));
        if (have > file.Size)
        {
            File.Delete(partial);
            have = 0;
        }

        // An empty file has no bytes to wait for, but has to exist.
        while (have < file.Size || !File.Exists(partial))
        {
            try
            {
                await AppendAsync(file, partial, arrived, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (IsPassing(error, cancellationToken))
            {
                var now = LengthOf(partial);
                failures = now > have ? 1 : failures + 1;
                if (failures >= MostFailures)
                {
                    throw new DemurException(
                        $"{source.Name}, {file.Path}: the connection failed {MostFailures} times in a row at {now:N0} of {file.Size:N0} bytes ({error.Message.TrimEnd('.')}). Run the command again to go on from there.", error);
                }

                await Task.Delay(settings.RetryDelay * (1 << (failures - 1)), cancellationToken).ConfigureAwait(false);
            }

            have = LengthOf(partial);
        }
    }

    private async Task AppendAsync(HubFile file, string partial, Action<long> arrived, CancellationToken cancellationToken)
    {
        var have = LengthOf(partial);
        using var response = await client.OpenAsync(source.Name, source.Commit, (file, have), cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable || !GoesOnFrom(response, have))
        {
            // The server has another idea of the file, or cannot start in the middle: from the beginning.
            File.Delete(partial);
            have = 0;
            if (response.StatusCode is not HttpStatusCode.OK)
            {
                throw new HttpRequestException("the server does not go on where the download ended");
            }
        }

        var output = new FileStream(partial, FileMode.Append, FileAccess.Write, FileShare.None, 0);
        await using (output.ConfigureAwait(false))
        {
            var input = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (input.ConfigureAwait(false))
            {
                await CopyAsync(input, output, (file.Size, arrived), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task CopyAsync(Stream input, FileStream output, (long Size, Action<long> Arrived) wanted, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (true)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            waiting.CancelAfter(settings.Patience);
            var count = await input.ReadAsync(buffer, waiting.Token).ConfigureAwait(false);
            if (count == 0)
            {
                return;
            }

            // More than was announced cannot be the file; the hash will say so, and the disk is not filled.
            var room = (int)Math.Min(count, wanted.Size - output.Position);
            await output.WriteAsync(buffer.AsMemory(0, room), cancellationToken).ConfigureAwait(false);
            wanted.Arrived(output.Position);
            if (room < count)
            {
                return;
            }
        }
    }

    private static bool GoesOnFrom(HttpResponseMessage response, long have) =>
        have == 0 || (response.StatusCode is HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have);

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    // Lost connections, silence, and servers that are busy; what will not get better by waiting is an error at once.
    private static bool IsPassing(Exception error, CancellationToken cancellationToken) => !cancellationToken.IsCancellationRequested && error switch
    {
        HttpRequestException { StatusCode: { } status } => (int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout,
        HttpRequestException or HttpIOException or OperationCanceledException => true,
        _ => false,
    };

    private static async Task<string> HashAsync(string path, HubFile file, CancellationToken cancellationToken)
    {
        var stream = File.OpenRead(path);
        await using (stream.ConfigureAwait(false))
        {
            if (file.Hash.Length == SHA256.HashSizeInBytes * 2)
            {
                return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));
            }

            return await GitHashAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

#pragma warning disable CA5350 // Git names its blobs by SHA-1; a large file, whose content could do harm, has SHA-256.
    private static async Task<string> GitHashAsync(FileStream stream, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {stream.Length}\0")));
        var buffer = new byte[BufferBytes];
        while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            hash.AppendData(buffer, 0, count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
#pragma warning restore CA5350
}
