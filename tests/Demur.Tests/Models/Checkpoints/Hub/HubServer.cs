using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Demur.Tests.Testing;

namespace Demur.Tests.Models.Checkpoints.Hub;

/// <summary>A hub on this machine that behaves badly on request: it drops connections, serves wrong bytes, forgets ranges, wants a token.</summary>
internal sealed class HubServer : IAsyncDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";
    public const int LargeFrom = 1000;

    private readonly HttpListener _listener;
    private readonly Task _serving;
    private readonly int _port;
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<HubFault>> _faults = new();

    public HubServer()
    {
        (_listener, _port) = LoopbackListener.Start("127.0.0.1", "localhost");
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{_port}");

    /// <summary>Gets or sets the token that must be sent; null for none.</summary>
    public string? Token { get; set; }

    /// <summary>Gets or sets what the list says instead of the truth.</summary>
    public string? Listing { get; set; }

    /// <summary>Gets what was asked for, as <c>path range</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Gets the tokens that arrived at the host that only has files.</summary>
    public ConcurrentQueue<string> LeakedTokens { get; } = new();

    public HubServer Add(string path, byte[] content)
    {
        _files[path] = content;
        return this;
    }

    public HubServer Add(string path, string content) => Add(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Makes the next requests for a file go wrong, one after the other.</summary>
    public void Break(string path, params HubFault[] faults) => _faults[path] = new ConcurrentQueue<HubFault>(faults);

    public async ValueTask DisposeAsync()
    {
        // Not stopped first: closing would take the port anew, which another test may have by then.
        _listener.Close();
        await _serving;
    }

    public static string GitHash(byte[] content) =>
#pragma warning disable CA5350 // What Git does.
        Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            try
            {
                await AnswerAsync(context);
            }
            catch (Exception error) when (error is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                // The client has gone, or the connection was dropped on purpose.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var path = request.Url!.AbsolutePath;
        Requests.Enqueue($"{path} {request.Headers["Range"]}".Trim());
        if (path.StartsWith("/files/", StringComparison.Ordinal))
        {
            if (request.Headers["Authorization"] is { } leaked)
            {
                LeakedTokens.Enqueue(leaked);
            }

            await SendFileAsync(context, Uri.UnescapeDataString(path["/files/".Length..]));
        }
        else if (Token is not null && request.Headers["Authorization"] != $"Bearer {Token}")
        {
            End(response, 401, "GatedRepo");
        }
        else if (path.StartsWith("/api/models/org/tiny/revision/", StringComparison.Ordinal))
        {
            await ListAsync(response, Uri.UnescapeDataString(path["/api/models/org/tiny/revision/".Length..]));
        }
        else if (path.StartsWith($"/org/tiny/resolve/{Commit}/", StringComparison.Ordinal))
        {
            await ResolveAsync(context, Uri.UnescapeDataString(path[$"/org/tiny/resolve/{Commit}/".Length..]));
        }
        else
        {
            End(response, 404, "RepoNotFound");
        }
    }

    private async Task ListAsync(HttpListenerResponse response, string revision)
    {
        if (revision is not ("main" or "v1" or Commit))
        {
            End(response, 404, "RevisionNotFound");
            return;
        }

        var siblings = _files.Select(file => file.Value.Length < LargeFrom
            ? new JsonObject { ["rfilename"] = file.Key, ["size"] = file.Value.Length, ["blobId"] = GitHash(file.Value) }
            : new JsonObject
            {
                ["rfilename"] = file.Key,
                ["size"] = file.Value.Length,
                ["blobId"] = new string('0', 40),
                ["lfs"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(file.Value)), ["size"] = file.Value.Length, ["pointerSize"] = 130 },
            });
        var text = Listing ?? new JsonObject { ["id"] = "org/tiny", ["sha"] = Commit, ["siblings"] = new JsonArray([.. siblings]) }.ToJsonString();
        await SendAsync(response, Encoding.UTF8.GetBytes(text), 0);
    }

    // Large files lie on another host, as on the real hub.
    private async Task ResolveAsync(HttpListenerContext context, string file)
    {
        if (!_files.TryGetValue(file, out var content))
        {
            End(context.Response, 404, "EntryNotFound");
        }
        else if (content.Length < LargeFrom)
        {
            await SendFileAsync(context, file);
        }
        else
        {
            context.Response.StatusCode = 302;
            context.Response.RedirectLocation = $"http://localhost:{_port}/files/{file}";
            context.Response.Close();
        }
    }

    private async Task SendFileAsync(HttpListenerContext context, string file)
    {
        var (content, response) = (_files[file], context.Response);
        var fault = _faults.TryGetValue(file, out var faults) && faults.TryDequeue(out var next) ? next : new HubFault();
        if (fault.Status is { } status)
        {
            End(response, status, null);
            return;
        }

        var from = 0;
        if (!fault.ForgetsRange && context.Request.Headers["Range"] is { } range)
        {
            from = int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture);
            response.StatusCode = 206;
            response.Headers["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}";
        }

        byte[] sent = fault.Spoils ? [.. content.Select(value => (byte)(value ^ 1))] : content;
        await SendAsync(response, fault.Adds > 0 ? [.. sent, .. new byte[fault.Adds]] : sent, from, fault.DropsAfter);
    }

    private static async Task SendAsync(HttpListenerResponse response, byte[] content, int from, int? dropsAfter = null)
    {
        response.ContentLength64 = content.Length - from;
        await response.OutputStream.WriteAsync(content.AsMemory(from, Math.Min(dropsAfter ?? int.MaxValue, content.Length - from)));
        await response.OutputStream.FlushAsync();
        if (dropsAfter is null)
        {
            response.Close();
        }
        else
        {
            response.Abort();
        }
    }

    private static void End(HttpListenerResponse response, int status, string? code)
    {
        response.StatusCode = status;
        if (code is not null)
        {
            response.Headers["X-Error-Code"] = code;
        }

        response.Close();
    }
}
