using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Hub;

/// <summary>Brings a model from the hub into the cache, file by file, each checked against its hash.</summary>
/// <remarks>An interrupted pull goes on where it stopped. Other programs find what it fetched, and it finds what they fetched.</remarks>
public sealed class HubPull(HubSettings settings)
{
    private const int MostFailures = 5;

    /// <summary>Fetches what is not here yet.</summary>
    /// <param name="name">The model.</param>
    /// <param name="include">File names with * and ?; empty for what Demur needs.</param>
    /// <param name="progress">Told of bytes that arrived; <see langword="null"/> for nobody.</param>
    /// <param name="cancellationToken">Stops; what arrived is kept for the next try.</param>
    /// <returns>The folder of the snapshot.</returns>
    /// <exception cref="DemurException">The model is not there, may not be read, does not arrive whole, or does not fit on the disk; or the network is off and the model is not here.</exception>
    public async Task<string> RunAsync(HubName name, IReadOnlyList<string> include, IProgress<HubProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(include);
        var cache = new HubCache(settings.Cache);
        if (settings.Offline)
        {
            return cache.Find(name) ?? throw new DemurException($"{name} is not in {settings.Cache}, and HF_HUB_OFFLINE keeps the network off. Unset it, or copy the model there.");
        }

        using var client = new HubClient(settings);
        var listing = await ListAsync(client, name, cancellationToken).ConfigureAwait(false);
        var files = HubSelection.Choose(name, listing.Files, include);
        var missing = files.Where(file => !IsHere(cache.BlobOf(name, file), file)).DistinctBy(file => file.Hash).ToArray();
        CheckDisk(cache, name, missing);
        var tally = new Tally(files.Sum(file => file.Size), files.Sum(file => file.Size) - missing.Sum(file => file.Size), progress);
        var download = new HubDownload(client, settings, (name, listing.Commit));
        foreach (var file in missing)
        {
            await FetchAsync(download, (cache, name), file, tally, cancellationToken).ConfigureAwait(false);
        }

        foreach (var file in files)
        {
            cache.Link(name, listing.Commit, file);
        }

        cache.WriteReference(name, listing.Commit);
        return cache.SnapshotOf(name, listing.Commit);
    }

    private static async Task FetchAsync(HubDownload download, (HubCache Cache, HubName Name) place, HubFile file, Tally tally, CancellationToken cancellationToken)
    {
        var blob = place.Cache.BlobOf(place.Name, file);
        var guard = place.Cache.LockOf(place.Name, file);
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        Directory.CreateDirectory(Path.GetDirectoryName(guard)!);
        var held = await LockAsync(guard, cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            // Another program may have fetched it while this one waited.
            if (!IsHere(blob, file))
            {
                await download.RunAsync(file, blob, bytes => tally.Report(file, bytes), cancellationToken).ConfigureAwait(false);
            }
        }

        tally.Finish(file);
    }

    private async Task<HubListing> ListAsync(HubClient client, HubName name, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await client.ListAsync(name, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && error is HttpRequestException or HttpIOException or OperationCanceledException)
            {
                if (failures == MostFailures)
                {
                    throw new DemurException($"{settings.Endpoint} does not answer ({error.Message.TrimEnd('.')}). Check the network and HF_ENDPOINT; with HF_HUB_OFFLINE=1 only what is in the cache is used.", error);
                }

                await Task.Delay(settings.RetryDelay * (1 << (failures - 1)), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsHere(string blob, HubFile file) => File.Exists(blob) && new FileInfo(blob).Length == file.Size;

    private static void CheckDisk(HubCache cache, HubName name, IReadOnlyList<HubFile> missing)
    {
        var folder = Directory.CreateDirectory(cache.FolderOf(name)).FullName;
        var (needed, free) = (missing.Sum(file => file.Size), new DriveInfo(folder).AvailableFreeSpace);
        if (needed > free)
        {
            throw new DemurException(FormattableString.Invariant(
                $"{name} takes {needed / 1e9:F1} GB more, but {folder} has {free / 1e9:F1} GB free. Free space, or set HF_HOME to a place with more."));
        }
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Somebody else is fetching this file.
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private sealed class Tally(long total, long done, IProgress<HubProgress>? progress)
    {
        private long _done = done;

        public void Report(HubFile file, long bytes) => progress?.Report(new HubProgress(file.Path, _done + bytes, total));

        public void Finish(HubFile file)
        {
            _done += file.Size;
            Report(file, 0);
        }
    }
}
