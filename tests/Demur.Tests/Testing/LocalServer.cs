using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Demur.Tests.Testing;

/// <summary>A provider on the loopback address whose answers a test writes.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly HttpListener _listener;
    private readonly Func<Request, Task<Reply>> _answer;
    private readonly Task _serving;
    private int _inFlight;
    private int _mostInFlight;

    public LocalServer(Func<Request, Reply> answer) : this(request => Task.FromResult(answer(request))) { }

    public LocalServer(Func<Request, Task<Reply>> answer)
    {
        _answer = answer;
        (_listener, Port) = LoopbackListener.Start("127.0.0.1");
        _serving = ServeAsync();
    }

    public int Port { get; }

    public Uri Endpoint => new($"http://127.0.0.1:{Port}/v1");

    public ConcurrentQueue<Request> Requests { get; } = new();

    public int MostInFlight => _mostInFlight;

    /// <summary>Makes an OpenAI answer.</summary>
    public static Reply Says(string text, string finish = "stop", int input = 10, int output = 5) => new(200, new JsonObject
    {
        ["model"] = "stub-1",
        ["choices"] = new JsonArray(new JsonObject { ["finish_reason"] = finish, ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = text } }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = input, ["completion_tokens"] = output },
    });

    public static Reply Fails(int status, string message, params (string Name, string Value)[] headers) =>
        new(status, new JsonObject { ["error"] = new JsonObject { ["message"] = message } }) { Headers = headers };

    public void Dispose()
    {
        _listener.Close();
        try
        {
            _serving.GetAwaiter().GetResult();
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            return;
        }
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            var context = await _listener.GetContextAsync();
            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var flying = Interlocked.Increment(ref _inFlight);
        for (var most = _mostInFlight; flying > most && Interlocked.CompareExchange(ref _mostInFlight, flying, most) != most; most = _mostInFlight)
        {
        }

        try
        {
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            var request = new Request(context.Request.Url!.AbsolutePath, context.Request.Headers.AllKeys.ToDictionary(key => key!.ToLowerInvariant(), key => context.Request.Headers[key]!), (JsonObject)JsonNode.Parse(body)!);
            Requests.Enqueue(request);
            var reply = await AnswerAsync(request);
            foreach (var (name, value) in reply.Headers)
            {
                context.Response.Headers[name] = value;
            }

            context.Response.StatusCode = reply.Status;
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(reply.Text ?? reply.Body!.ToJsonString()));
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The client left, as a test wanted it to.
            context.Response.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task<Reply> AnswerAsync(Request request)
    {
        try
        {
            return await _answer(request);
        }
        catch (FormatException unforeseen)
        {
            return Fails(400, unforeseen.Message);
        }
    }

    public sealed record Request(string Path, IReadOnlyDictionary<string, string> Headers, JsonObject Body)
    {
        /// <summary>Gets what the user said last; the beginning of an answer may follow it.</summary>
        public string LastMessage => Body["messages"]!.AsArray().Last(message => (string?)message!["role"] == "user")!["content"]!.ToString();
    }

    public sealed record Reply(int Status, JsonObject? Body)
    {
        public string? Text { get; init; }

        public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
    }
}
