using System.Collections.Concurrent;
using System.Diagnostics;
using Demur.Abstractions;
using Demur.Tensors;

namespace Demur.Models.Generation;

/// <summary>The one thread that runs a model: continues the calls in flight together and does other work between steps.</summary>
/// <remarks>Calls that come while others are being answered join at the next step; what fails takes only its own group with it.</remarks>
internal sealed class ModelWorker : IDisposable
{
    private readonly BlockingCollection<ModelWork> _queue = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly LocalModel _local;
    private readonly LocalChatOptions _options;
    private readonly Thread _thread;
    private readonly KeyValueCache _cache; // kept from batch to batch: the system clears memory that it hands out anew
    private readonly List<ChatRequest> _waiting = [];
    private readonly Dictionary<GenerationRow, ChatRequest> _running = [];

    public ModelWorker(LocalModel local, LocalChatOptions options)
    {
        _local = local;
        _options = options;
        _cache = new KeyValueCache(local.Model.Config, local.Model.ComputeDType, local.Model.Device, options.CacheBytes);
        TorchRuntime.ReleaseThreads(); // those that loaded the model
        _thread = new Thread(Run) { IsBackground = true, Name = "Demur model" };
        _thread.Start();
    }

    /// <summary>Adds work, which starts when the model is free or joins what is running.</summary>
    /// <exception cref="ObjectDisposedException">The worker has stopped.</exception>
    public void Add(ModelWork work)
    {
        try
        {
            _queue.Add(work, _stopping.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            throw new ObjectDisposedException(nameof(LocalChatClient), error);
        }
    }

    /// <summary>Stops after the current step; work that is not done fails.</summary>
    public void Dispose()
    {
        if (!_stopping.IsCancellationRequested)
        {
            _stopping.Cancel();
            _thread.Join();
            _cache.Dispose();
            _queue.Dispose();
            _stopping.Dispose();
        }
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                Take(_queue.Take(_stopping.Token));
                if (_waiting.Count > 0)
                {
                    Gather();
                }

                while (_waiting.Count > 0)
                {
                    Serve(_waiting[0].Adapter);
                }
            }
        }
        catch (OperationCanceledException)
        {
            var error = new ObjectDisposedException(nameof(LocalChatClient), "The model was closed before the call was answered.");
            FailAll(error);
            while (_queue.TryTake(out var work))
            {
                work.Fail(error);
            }
        }
    }

    private void Take(ModelWork work)
    {
        if (work is IModelJob job)
        {
            // Between the steps of an answer that another adapter gives.
            using var adapter = _local.Adapters.Use(null);
            job.Run();
        }
        else
        {
            _waiting.Add((ChatRequest)work);
        }
    }

    private void Gather()
    {
        var start = Stopwatch.GetTimestamp();
        while (_waiting.Count < _options.BatchSize
            && _options.GatherTime - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } left
            && _queue.TryTake(out var work, (int)Math.Ceiling(left.TotalMilliseconds), _stopping.Token))
        {
            Take(work);
        }
    }

    // Rows that run together share every matrix, so one adapter at a time.
    private void Serve(string? adapter)
    {
        try
        {
            using var chosen = _local.Adapters.Use(adapter);
            using var session = new GenerationSession(_local.Model, _cache);
            session.SharePrefix([.. Waiting(adapter).Select(request => request.Row.Prompt)], _stopping.Token);
            do
            {
                while (_queue.TryTake(out var work))
                {
                    Take(work);
                }

                DropSettled(session);
                Admit(session, adapter);
                if (session.Active > 0)
                {
                    Complete(session.Step(_stopping.Token));
                }
            }
            while (session.Active > 0 || (Waiting(adapter).Any() && !OthersWait(adapter)));
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // These calls fail, the next ones are tried, with a cache that is whole.
            _cache.Dispose();
            Fail(adapter, error is TorchOutOfMemoryException
                ? new DemurException($"Memory ran out while {_running.Count} answers were written together. Lower BatchSize or CacheBytes of LocalChatOptions, or MaxOutputTokens.", error)
                : error);
        }
    }

    private IEnumerable<ChatRequest> Waiting(string? adapter) => _waiting.Where(request => request.Adapter == adapter);

    private bool OthersWait(string? adapter) => _waiting.Any(request => request.Adapter != adapter);

    private void Admit(GenerationSession session, string? adapter)
    {
        // Whoever waits for another adapter has a turn when these are answered: nobody joins before that.
        ChatRequest[] waiting = [.. session.Active > 0 && OthersWait(adapter) ? [] : Waiting(adapter)];
        if (waiting.Length == 0)
        {
            return;
        }

        var longest = waiting.Max(request => request.Row.Contexts.Sum(context => context.OwnLength));
        var most = Math.Min(_options.BatchSize, session.RowsWithin(_options.CacheBytes, longest));
        ChatRequest[] admitted = [.. waiting.Take(Math.Max(most - session.Active, session.Active == 0 ? 1 : 0))];
        if (admitted.Length == 0 || !session.HasRoomFor([.. admitted.Select(request => request.Row)]))
        {
            // They wait until others end, or all: then room is made anew.
            return;
        }

        foreach (var request in admitted)
        {
            _waiting.Remove(request);
            _running[request.Row] = request;
        }

        session.Admit([.. admitted.Select(request => request.Row)], longest);
    }

    private void Complete(IReadOnlyList<GenerationRow> rows)
    {
        foreach (var row in rows)
        {
            _running.Remove(row, out var request);
            request!.Complete();
        }
    }

    private void DropSettled(GenerationSession session)
    {
        _waiting.RemoveAll(request => request.IsSettled);
        foreach (var (row, _) in _running.Where(pair => pair.Value.IsSettled).ToArray())
        {
            session.Remove(row);
            _running.Remove(row);
        }
    }

    private void Fail(string? adapter, Exception error)
    {
        foreach (var request in Waiting(adapter).Concat(_running.Values))
        {
            request.Fail(error);
        }

        _waiting.RemoveAll(request => request.Adapter == adapter);
        _running.Clear();
    }

    private void FailAll(Exception error)
    {
        _waiting.ForEach(request => request.Fail(error));
        _waiting.Clear();
        Fail(null, error);
    }
}
