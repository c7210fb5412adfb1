using System.Text;
using System.Threading.Channels;
using Demur.Models.Tokenizers;

namespace Demur.Models.Generation;

/// <summary>One call in flight: its row, and how its tokens become text.</summary>
internal sealed class ChatRequest : ModelWork, IDisposable
{
    private readonly TaskCompletionSource<ChatResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StreamingDecoder _decoder;
    private readonly StopSequences _stops;
    private readonly StringBuilder _text = new();
    private readonly Channel<string>? _pieces;
    private readonly CancellationTokenRegistration _cancelling;

    public ChatRequest(GenerationRow row, Tokenizer tokenizer, (IReadOnlyList<string> Stops, bool Streams) answer, CancellationToken cancellationToken)
    {
        Row = row;
        _decoder = tokenizer.CreateStreamingDecoder();
        _stops = new StopSequences(answer.Stops);
        _pieces = answer.Streams ? Channel.CreateUnbounded<string>() : null;
        row.Watch = Watch;

        // Whoever cancelled does not wait for the end of the step.
        _cancelling = cancellationToken.Register(() =>
        {
            _done.TrySetCanceled(cancellationToken);
            _pieces?.Writer.TryComplete(new OperationCanceledException(cancellationToken));
        });
    }

    public GenerationRow Row { get; }

    /// <summary>Gets the adapter that it wants; null for the model as it was opened.</summary>
    public string? Adapter { get; init; }

    /// <summary>Gets the answer when it is whole.</summary>
    public Task<ChatResult> Done => _done.Task;

    /// <summary>Gets the pieces of text as they come.</summary>
    public ChannelReader<string> Pieces => _pieces!.Reader;

    /// <summary>Gets whether nobody waits for it any more.</summary>
    public bool IsSettled => _done.Task.IsCompleted;

    /// <summary>Hands the finished answer over.</summary>
    public void Complete()
    {
        Pass(_stops.Add(_decoder.Flush()));
        Pass(_stops.Flush());
        _done.TrySetResult(new ChatResult(_text.ToString(), Row.Prompt.Count, Row.Result));
        _pieces?.Writer.TryComplete();
    }

    public override void Fail(Exception error)
    {
        _done.TrySetException(error);
        _pieces?.Writer.TryComplete(error);
    }

    public void Dispose() => _cancelling.Dispose();

    private bool Watch(int token)
    {
        Pass(_stops.Add(_decoder.Add(token)));
        return _stops.Found;
    }

    private void Pass(string text)
    {
        if (text.Length > 0)
        {
            _text.Append(text);
            _pieces?.Writer.TryWrite(text);
        }
    }
}
