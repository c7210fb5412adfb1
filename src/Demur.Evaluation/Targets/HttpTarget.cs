using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Demur.Evaluation.Targets;

/// <summary>Posts JSON to a provider and turns its failures into <see cref="TargetException"/>.</summary>
internal static class HttpTarget
{
    /// <summary>The key under which a failure keeps the provider's own code.</summary>
    public const string CodeKey = "code";

    private const int LongestMessage = 240;

    /// <summary>Posts a request and reads the answer.</summary>
    /// <param name="http">The connection.</param>
    /// <param name="request">The request; disposed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<JsonObject> SendAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
                var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                return response.IsSuccessStatusCode ? Parse(request, text) : throw Failed(request, response, text);
            }
            catch (HttpRequestException failure)
            {
                throw new TargetException(FailureKind.Connection, $"{request.RequestUri}: {OneLine(failure.Message)}", failure);
            }
            catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TargetException(FailureKind.Timeout, $"{request.RequestUri} did not answer within {http.Timeout.TotalSeconds:F0} s.", late);
            }
        }
    }

    /// <summary>Makes a request with a JSON body.</summary>
    public static HttpRequestMessage Post(Uri endpoint, string route, JsonObject body) => new(HttpMethod.Post, Route(endpoint, route))
    {
        Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
    };

    /// <summary>Says that what came back is not an answer.</summary>
    public static TargetException Unreadable(Uri? address, string what) => new(FailureKind.Unreadable, $"{address}: {what}");

    private static Uri Route(Uri endpoint, string route) => new($"{endpoint.AbsoluteUri.TrimEnd('/')}/{route}");

    private static JsonObject Parse(HttpRequestMessage request, string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw Unreadable(request.RequestUri, "the answer is not a JSON object.");
        }
        catch (JsonException broken)
        {
            throw new TargetException(FailureKind.Unreadable, $"{request.RequestUri}: the answer is not JSON: {OneLine(broken.Message)}", broken);
        }
    }

    private static TargetException Failed(HttpRequestMessage request, HttpResponseMessage response, string text)
    {
        var (message, code) = ErrorOf(text);
        return new TargetException(KindOf(response.StatusCode, code), $"{request.RequestUri} answered {(int)response.StatusCode}: {OneLine(message)}")
        {
            RetryAfter = RetryAfter(response.Headers), Data = { [CodeKey] = code },
        };
    }

    private static FailureKind KindOf(HttpStatusCode status, string? code) => status switch
    {
        HttpStatusCode.TooManyRequests => code == "insufficient_quota" ? FailureKind.Access : FailureKind.RateLimited,
        HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => FailureKind.Timeout,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => FailureKind.Access,
        >= HttpStatusCode.InternalServerError => FailureKind.Server,
        _ => FailureKind.Request,
    };

    private static (string Message, string? Code) ErrorOf(string text)
    {
        try
        {
            var error = JsonNode.Parse(text)?["error"];
            return error switch
            {
                JsonObject details => (details["message"]?.ToString() ?? text, (details["code"] ?? details["type"])?.ToString()),
                JsonValue word => (word.ToString(), null),
                _ => (text, null),
            };
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return (text, null);
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        if (headers.TryGetValues("retry-after-ms", out var milliseconds)
            && double.TryParse(milliseconds.First(), System.Globalization.CultureInfo.InvariantCulture, out var wait) && wait is >= 0 and < 1e9)
        {
            return TimeSpan.FromMilliseconds(wait);
        }

        return headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - (headers.Date ?? DateTimeOffset.UtcNow) is { } rest && rest > TimeSpan.Zero ? rest : TimeSpan.Zero,
            _ => null,
        };
    }

    private static string OneLine(string text)
    {
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= LongestMessage ? line : line[..LongestMessage] + "…";
    }
}
