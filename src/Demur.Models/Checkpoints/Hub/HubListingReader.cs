using System.Text.Json.Nodes;
using Demur.Abstractions;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Checkpoints.Hub;

/// <summary>Reads the hub's answer on what a repository holds. The server is not trusted: names that leave the folder are refused.</summary>
internal static class HubListingReader
{
    private const int MostFiles = 100_000;

    public static HubListing Read(JsonNode? json, Uri address)
    {
        var keys = new ConfigKeys(json as JsonObject ?? [], address.ToString());
        var commit = keys.Text("sha") ?? "";
        if (!IsHash(commit, 40))
        {
            throw new DemurException($"{address}: the answer names no commit. Check that HF_ENDPOINT is the address of a hub.");
        }

        var siblings = keys.Source["siblings"] as JsonArray ?? [];
        return siblings.Count <= MostFiles
            ? new HubListing(commit, [.. siblings.OfType<JsonObject>().Select(file => ReadFile(new ConfigKeys(file, $"{address}, siblings")))])
            : throw new DemurException($"{address}: lists {siblings.Count:N0} files, at most {MostFiles:N0} are read.");
    }

    private static HubFile ReadFile(ConfigKeys file)
    {
        var path = file.Text("rfilename") ?? "";
        if (!IsInside(path))
        {
            throw new DemurException($"{file.Where}: the file name {Shown.Name(path)} leads out of its folder. Do not use this server.");
        }

        var large = file.Object("lfs");
        var hash = large?.Text("sha256") ?? file.Text("blobId") ?? "";
        var size = (large ?? file).RealOrNull("size") ?? -1;
        return IsHash(hash, large is null ? 40 : 64) && size >= 0 && size == Math.Floor(size) && size < long.MaxValue
            ? new HubFile(path, (long)size, hash)
            : throw new DemurException($"{file.Where}: {Shown.Name(path)} has no usable hash and size. Check that HF_ENDPOINT is the address of a hub.");
    }

    private static bool IsHash(string text, int digits) => text.Length == digits && text.All(char.IsAsciiHexDigitLower);

    private static bool IsInside(string path) =>
        path.Length is > 0 and <= 512 && !path.Contains('\\') && !path.Any(char.IsControl)
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}
