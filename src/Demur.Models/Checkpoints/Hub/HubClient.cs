using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Hub;

/// <summary>Speaks the hub's protocol: what a repository holds, and the bytes of a file from a place on.</summary>
internal sealed class HubClient(HubSettings settings) : IDisposable
{
    private const int MostRedirects = 10;
    private const int LargestListing = 64 << 20;

    // Redirects are followed here: the token must not travel to another host, and the hub's own headers stand on the first answer.
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = settings.Patience })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("demur", "1.0") } },
    };

    /// <summary>Asks what a repository holds.</summary>
    public async Task<HubListing> ListAsync(HubName name, CancellationToken cancellationToken)
    {
        var address = Address($"api/models/{name.Repository}/revision/{Uri.EscapeDataString(name.Revision)}?blobs=true");
        using var response = await SendAsync(address, null, cancellationToken).ConfigureAwait(false);
        Check(response, name, address);
        try
        {
            await response.Content.LoadIntoBufferAsync(LargestListing, cancellationToken).ConfigureAwait(false);
            var json = JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            return HubListingReader.Read(json, address);
        }
        catch (JsonException error)
        {
            throw new DemurException($"{address}: the answer is not JSON. Check that HF_ENDPOINT is the address of a hub.", error);
        }
    }

    /// <summary>Asks for a file's bytes from a place on.</summary>
    /// <returns>The answer; its status says whether the place was respected.</returns>
    public async Task<HttpResponseMessage> OpenAsync(HubName name, string commit, (HubFile File, long From) wanted, CancellationToken cancellationToken)
    {
        var path = string.Join('/', wanted.File.Path.Split('/').Select(Uri.EscapeDataString));
        var address = Address($"{name.Repository}/resolve/{commit}/{path}");
        var response = await SendAsync(address, wanted.From > 0 ? new RangeHeaderValue(wanted.From, null) : null, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is not HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            Check(response, name, address);
        }

        return response;
    }

    public void Dispose() => _client.Dispose();

    private Uri Address(string path) => new(settings.Endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);

    private async Task<HttpResponseMessage> SendAsync(Uri address, RangeHeaderValue? range, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects < MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Range = range;
            if (settings.Token is { } token && IsHub(address))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            waiting.CancelAfter(settings.Patience);
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, waiting.Token).ConfigureAwait(false);
            if (response.Headers.Location is not { } location || (int)response.StatusCode is < 300 or > 399)
            {
                return response;
            }

            response.Dispose();
            address = new Uri(address, location);
            if (address.Scheme != Uri.UriSchemeHttps && settings.Endpoint.Scheme == Uri.UriSchemeHttps)
            {
                throw new DemurException($"The hub sends its files from {address.Host} without encryption, which is refused. Check HF_ENDPOINT.");
            }
        }

        throw new DemurException($"{address}: more than {MostRedirects} redirects. Check HF_ENDPOINT.");
    }

    private bool IsHub(Uri address) =>
        address.Host == settings.Endpoint.Host && address.Port == settings.Endpoint.Port && address.Scheme == settings.Endpoint.Scheme;

    private void Check(HttpResponseMessage response, HubName name, Uri address)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var (status, code) = (response.StatusCode, response.Headers.TryGetValues("X-Error-Code", out var codes) ? codes.FirstOrDefault() : null);
        response.Dispose();
        var who = settings.Token is null ? "Set HF_TOKEN to a token that may read it." : "The token that was sent may not read it.";
        throw (status, code) switch
        {
            (_, "RevisionNotFound") => new DemurException($"{name.Repository} has no revision '{name.Revision}'. Check the name behind @."),
            (_, "GatedRepo") => new DemurException($"{name.Repository} is gated: its owner wants conditions accepted on its page first. {who}"),
            (_, "RepoNotFound") => new DemurException($"{name.Repository} is not on {settings.Endpoint}, or is private. Check the name. {who}"),
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => new DemurException($"{name.Repository} is private, gated or not there ({(int)status}). Check the name. {who}"),
            (HttpStatusCode.NotFound, _) => new DemurException($"{address}: not found. Check the name and the revision."),
            _ => new HttpRequestException($"{address} answered {(int)status}", null, status),
        };
    }
}
