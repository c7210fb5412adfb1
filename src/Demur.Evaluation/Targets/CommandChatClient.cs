using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Demur.Abstractions;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Targets;

/// <summary>Asks a command: one process a request, the request as a line of JSON on its standard input, the answer on its standard output.</summary>
/// <remarks>
/// The request is <c>{"messages": [{"role", "content"}], "max_tokens", "temperature", "top_p", "top_k", "seed", "raw"}</c>, fields without value left out; <c>raw</c> is true
/// where the texts are to be continued without a chat format.
/// An exit code other than 0 is a failure, with the last line of its standard error. Cancelling kills the process and its children.
/// </remarks>
/// <param name="command">What <c>/bin/sh -c</c> runs.</param>
public sealed class CommandChatClient(string command) : IChatClient
{
    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var process = Start();
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await WriteAsync(process, Request(messages, options), cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            var (text, complaint) = (await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
            return process.ExitCode == 0
                ? new ChatResponse(new ChatMessage(ChatRole.Assistant, text.TrimEnd('\r', '\n'))) { FinishReason = ChatFinishReason.Stop }
                : throw new TargetException(FailureKind.Request, $"'{command}' ended with exit code {process.ExitCode}: {LastLine(complaint)}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>The answer comes in one piece.</remarks>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        WholeAnswer.StreamAsync(this, messages, options, cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        WholeAnswer.Service(this, null, serviceType, serviceKey);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Every process ends with its request.
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new TargetException(FailureKind.Request, $"'{command}' cannot be started: {failure.Message}", failure);
        }
    }

    // A command that does not read its input closes the pipe; what it prints counts all the same.
    private static async Task WriteAsync(Process process, JsonObject request, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(request.ToJsonString().AsMemory(), cancellationToken).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            return;
        }
    }

    private static JsonObject Request(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var request = new JsonObject { ["messages"] = RequestBody.Turns(messages) };
        request.Set("max_tokens", options?.MaxOutputTokens);
        request.Set("temperature", options?.Temperature);
        request.Set("top_p", options?.TopP);
        request.Set("top_k", options?.TopK);
        request.Set("seed", options?.Seed);
        request.Set("raw", RawCompletion.IsAsked(options) ? true : null as bool?);
        return request;
    }

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [.., var last] ? last : "it said nothing";
}
