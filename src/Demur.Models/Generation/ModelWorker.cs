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
    private readonly CausalLanguageModel _model;
    private readonly LocalChatOptions _options;
    private readonly Thread _thread;
    private readonly List<ChatRequest> _waiting = [];
    private readonly Dictionary<GenerationRow, ChatRequest> _running = [];

    public ModelWorker(CausalLanguageModel model, LocalChatOptions options)
    {
        _model = model;
        _options = options;
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
                    Serve();
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

    private void Serve()
    {
        try
        {
            using var session = new GenerationSession(_model);
            session.SharePrefix([.. _waiting.Select(request => request.Row.Prompt)], _stopping.Token);
            while (_waiting.Count > 0 || session.Active > 0)
            {
                while (_queue.TryTake(out var work))
                {
                    Take(work);
                }

                DropSettled(session);
                Complete(Admit(session));
                if (session.Active > 0)
                {
                    Complete(session.Step(_stopping.Token));
                }
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // These calls fail, the next ones are tried.
            FailAll(error is TorchOutOfMemoryException
                ? new DemurException($"Memory ran out while {_running.Count} answers were written together. Lower BatchSize or CacheBytes of LocalChatOptions, or MaxOutputTokens.", error)
                : error);
        }
    }

    private IReadOnlyList<GenerationRow> Admit(GenerationSession session)
    {
        if (_waiting.Count == 0)
        {
            return [];
        }

        var most = Math.Min(_options.BatchSize, session.RowsWithin(_options.CacheBytes, _waiting.Max(request => request.Row.OwnLength)));
        ChatRequest[] admitted = [.. _waiting.Take(Math.Max(most - session.Active, session.Active == 0 ? 1 : 0))];
        if (admitted.Length == 0)
        {
            return [];
        }

        _waiting.RemoveRange(0, admitted.Length);
        foreach (var request in admitted)
        {
            _running[request.Row] = request;
        }

        return session.Admit([.. admitted.Select(request => request.Row)], _stopping.Token);
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

    private void FailAll(Exception error)
    {
        foreach (var request in _waiting.Concat(_running.Values))
        {
            request.Fail(error);
        }

        _waiting.Clear();
        _running.Clear();
    }
}
