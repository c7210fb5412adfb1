using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Demur.Abstractions;

namespace Demur.Evaluation.Runs;

/// <summary>Appends responses to a run, many a disk sync: a line reaches the system at once and the disk at most 100 ms later.</summary>
/// <remarks>
/// Killing the process loses no appended line; a power cut loses at most the last 100 ms and leaves at most one torn line.
/// Thread safe. When the disk is full, appending throws and what was appended before stays.
/// </remarks>
internal sealed class ResponseLog : IAsyncDisposable
{
    private const int Waiting = 4096;
    private static readonly TimeSpan SyncInterval = TimeSpan.FromMilliseconds(50);

    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(Waiting) { SingleReader = true });
    private readonly ArrayBufferWriter<byte> _group = new();
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly TimeProvider _time;
    private readonly Task _writing;

    /// <summary>Opens a file to append to; a torn last line must have been cut before.</summary>
    public ResponseLog(string path, TimeProvider time)
    {
        _path = path;
        _time = time;
        _stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Appends one response.</summary>
    public async Task AppendAsync(ResponseRecord response, CancellationToken cancellationToken)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(response, DemurJson.Line), (byte)'\n'];
        try
        {
            await _lines.Writer.WriteAsync(line, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException closed) when (closed.InnerException is IOException disk)
        {
            throw Failed(disk);
        }
    }

    /// <summary>Writes what is waiting, syncs and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        try
        {
            await _writing.ConfigureAwait(false);
        }
        catch (IOException disk)
        {
            throw Failed(disk);
        }
        finally
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private DemurException Failed(IOException disk) => new(
        $"{_path} cannot be written: {disk.Message} Mend that and go on with --resume; what was written is kept.", disk);

    private async Task WriteAsync()
    {
        try
        {
            while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                await WriteGroupAsync().ConfigureAwait(false);
            }
        }
        catch (IOException disk)
        {
            _lines.Writer.TryComplete(disk);
            throw;
        }
    }

    private async Task WriteGroupAsync()
    {
        var start = _time.GetTimestamp();
        do
        {
            _group.ResetWrittenCount();
            while (_lines.Reader.TryRead(out var line))
            {
                _group.Write(line);
            }

            _stream.Write(_group.WrittenSpan);
        }
        while (await MoreComesAsync(SyncInterval - _time.GetElapsedTime(start)).ConfigureAwait(false));

        _stream.Flush(flushToDisk: true);
    }

    private async Task<bool> MoreComesAsync(TimeSpan within)
    {
        if (within <= TimeSpan.Zero)
        {
            return false;
        }

        using var cancel = new CancellationTokenSource();
        var delay = Task.Delay(within, _time, cancel.Token);
        var more = _lines.Reader.WaitToReadAsync().AsTask();
        var came = await Task.WhenAny(more, delay).ConfigureAwait(false) == more && await more.ConfigureAwait(false);
        await cancel.CancelAsync().ConfigureAwait(false);
        return came;
    }
}
