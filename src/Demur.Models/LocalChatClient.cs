using System.Runtime.CompilerServices;
using Demur.Abstractions;
using Demur.Models.Generation;
using Microsoft.Extensions.AI;

namespace Demur.Models;

/// <summary>Answers with a local model. Calls in flight are continued together, and their common beginning is read once.</summary>
/// <remarks>
/// Thread-safe. Greedy unless a call sets a temperature above 0. A conversation that ends with the assistant's turn is continued
/// within it. Cancelling one call leaves the others alone. Tools are not offered to the model: a call with tools is an error.
/// <c>GetService</c> gives <see cref="ICausalLanguageModel"/> (not while calls are in flight), <see cref="IContinuationScorer"/>,
/// <see cref="LocalModel"/> and this client.
/// </remarks>
public sealed partial class LocalChatClient : IChatClient, IContinuationScorer
{
    /// <summary>The key of <c>ChatOptions.AdditionalProperties</c> under which a call names the adapter it wants, one of <see cref="LocalModel.Adapters"/>.</summary>
    /// <remarks>A <c>ChatOptions.ModelId</c> that is an adapter's name chooses it too. Without either, the model answers as it was opened.</remarks>
    public const string AdapterKey = "adapter";

    private readonly LocalModel _local;
    private readonly LocalChatOptions _options;
    private readonly ModelWorker _worker;
    private readonly ChatPrompt _prompt;
    private readonly ChatClientMetadata _metadata;
    private readonly bool _ownsModel;
    private readonly IDisposable _interventions;

    /// <summary>Starts answering with a model.</summary>
    /// <param name="local">The model; nobody else runs it while calls are in flight.</param>
    /// <param name="options">What holds when a call does not say otherwise; null for the defaults.</param>
    /// <param name="ownsModel">Whether the model is disposed with the client.</param>
    public LocalChatClient(LocalModel local, LocalChatOptions? options = null, bool ownsModel = false)
    {
        ArgumentNullException.ThrowIfNull(local);
        _local = local;
        _options = options ?? new LocalChatOptions();
        _ownsModel = ownsModel;
        _prompt = new ChatPrompt(local, _options);
        _metadata = new ChatClientMetadata("demur", defaultModelId: local.Name);
        _interventions = _options.Interventions.Begin(local);
        _worker = new ModelWorker(local, _options);
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        using var request = Start(messages, options, streams: false, cancellationToken);
        var result = await request.Done.ConfigureAwait(false);
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, result.Text))
        {
            ModelId = _local.Name,
            FinishReason = result.FinishReason,
            Usage = result.Usage,
            RawRepresentation = result.Row,
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);

        // Whoever stops reading early has given up the call.
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var request = Start(messages, options, streams: true, leaving.Token);
        var id = Guid.NewGuid().ToString("N");
        try
        {
            await foreach (var piece in request.Pieces.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return new ChatResponseUpdate(ChatRole.Assistant, piece) { ResponseId = id, MessageId = id, ModelId = _local.Name };
            }

            var result = await request.Done.ConfigureAwait(false);
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(result.Usage)])
            {
                ResponseId = id,
                MessageId = id,
                ModelId = _local.Name,
                FinishReason = result.FinishReason,
                RawRepresentation = result.Row,
            };
        }
        finally
        {
            await leaving.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_local.Model) ? _local.Model
            : serviceType.IsInstanceOfType(_local) ? _local
            : null;
    }

    /// <summary>Stops answering; calls that are not answered fail. The model is freed when the client owns it.</summary>
    public void Dispose()
    {
        _worker.Dispose();
        _interventions.Dispose();
        if (_ownsModel)
        {
            _local.Dispose();
        }
    }

    private ChatRequest Start(IEnumerable<ChatMessage> messages, ChatOptions? options, bool streams, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (options?.Tools is { Count: > 0 } tools)
        {
            throw new DemurException($"The call offers {tools.Count} tools, but a local model calls none. Leave ChatOptions.Tools empty.");
        }

        var row = RowOf([.. messages], options);
        var request = new ChatRequest(row, _local.Tokenizer, ([.. options?.StopSequences ?? []], streams), cancellationToken) { Adapter = AdapterOf(options) };
        try
        {
            _worker.Add(request);
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private GenerationRow RowOf(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var generation = GenerationOptionsOf(options);
        if (_options.Interventions.Contrast is not { } contrast)
        {
            return new GenerationRow(_prompt.Encode(messages, options), generation, _local.Model);
        }

        var contexts = new ContrastPrompts(_local, _options, contrast);
        return new GenerationRow(contexts.Emphasised(messages, options), generation, _local.Model, contrast: (contexts.Plain(messages, options), contrast));
    }

    private string? AdapterOf(ChatOptions? options)
    {
        if (options?.AdditionalProperties?.TryGetValue(AdapterKey, out var value) is not true)
        {
            return options?.ModelId is { } model && _local.Adapters.Has(model) ? model : null;
        }

        return value switch
        {
            null => null,
            string name when _local.Adapters.Has(name) => name,
            _ => throw new DemurException($"The call wants the adapter '{value}', but known are {(_local.Adapters.Names is { Count: > 0 } names ? string.Join(", ", names) : "none")}. Add it to LocalModel.Adapters first."),
        };
    }

    private GenerationOptions GenerationOptionsOf(ChatOptions? options)
    {
        var generation = new GenerationOptions
        {
            MaxNewTokens = options?.MaxOutputTokens ?? _options.MaxOutputTokens,
            Temperature = options?.Temperature ?? 0,
            TopP = options?.TopP ?? 1,
            TopK = options?.TopK ?? 0,
            Seed = options?.Seed ?? 0,
        };
        generation.Check();
        return generation;
    }
}
