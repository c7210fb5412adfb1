using Demur.Evaluation.Targets;
using Microsoft.Extensions.AI;

namespace Demur.Evaluation.Engine;

/// <summary>Calls a target within a rate, a time and a budget, and tries again what may pass.</summary>
/// <remarks>
/// The tries that failed before an answer came travel with it: <see cref="CallNotes.FailedAttempts"/>. A call that fails for good throws
/// <see cref="TargetException"/> with all its tries; whatever else a target throws is not tried again and is wrapped with its type's name.
/// Streams are passed through without retries. Thread safe.
/// </remarks>
public sealed class ResilientChatClient : DelegatingChatClient
{
    private readonly EngineOptions _options;
    private readonly CallBudget _budget;
    private readonly AdaptiveRate _rate;
    private readonly TimeProvider _time;
    private readonly Lock _drawing = new();
    private readonly Random _jitter;

    /// <summary>Creates the client.</summary>
    /// <param name="inner">The target.</param>
    /// <param name="options">Tries and times.</param>
    /// <param name="budget">What the calls may use.</param>
    /// <param name="pace">The most calls at once, the seed of the waits' jitter, and the clock.</param>
    public ResilientChatClient(IChatClient inner, EngineOptions options, CallBudget budget, (int Concurrency, int Seed, TimeProvider Time) pace)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _options = options;
        _budget = budget;
        _time = pace.Time;
        _rate = new AdaptiveRate(pace.Concurrency, pace.Time);
        _jitter = new Random(pace.Seed);
    }

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] conversation = [.. messages];
        List<FailedAttempt>? failed = null;
        while (true)
        {
            var started = _time.GetUtcNow();
            var start = _time.GetTimestamp();
            TargetException failure;
            try
            {
                var response = await TryAsync(conversation, options, cancellationToken).ConfigureAwait(false);
                return failed is null ? response : response.WithFailedAttempts(failed);
            }
            catch (TargetException known)
            {
                failure = known;
            }
            catch (Exception other) when (!cancellationToken.IsCancellationRequested)
            {
                failure = new TargetException(other is HttpRequestException ? FailureKind.Connection : FailureKind.Other, TargetException.Describe(other), other);
            }

            failed ??= [];
            var again = failure.IsTransient && failed.Count + 1 < _options.Attempts;
            var wait = again ? failure.RetryAfter ?? Delay(failed.Count) : TimeSpan.Zero;
            failed.Add(new FailedAttempt(started, Math.Round(_time.GetElapsedTime(start).TotalSeconds, 3), failure.Kind, failure.Message, Math.Round(wait.TotalSeconds, 3)));
            if (!again)
            {
                throw new TargetException(failure.Kind, failure.Message, failure) { RetryAfter = failure.RetryAfter, FailedAttempts = failure.Kind == FailureKind.Budget ? failed[..^1] : failed };
            }

            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rate.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<ChatResponse> TryAsync(ChatMessage[] messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var entered = await _rate.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var held = await _budget.HoldAsync(messages, options, cancellationToken).ConfigureAwait(false);
            ChatResponse? response = null;
            try
            {
                response = await CallAsync(messages, options, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _budget.Settle(held, response);
            }

            _rate.SpeedUp();
            return response;
        }
        catch (TargetException busy) when (busy.Kind == FailureKind.RateLimited)
        {
            _rate.SlowDown(entered, busy.RetryAfter ?? TimeSpan.Zero);
            throw;
        }
        finally
        {
            _rate.Leave();
        }
    }

    private async Task<ChatResponse> CallAsync(ChatMessage[] messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        if (_options.Timeout is not { } timeout)
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }

        using var clock = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            return await base.GetResponseAsync(messages, options, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (clock.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TargetException(FailureKind.Timeout, $"no answer within {timeout.TotalSeconds:0.###} s", late);
        }
    }

    // Half of the wait is drawn, so that calls turned away together do not come back together.
    private TimeSpan Delay(int failures)
    {
        var wait = Math.Min(_options.LongestDelay.TotalSeconds, _options.FirstDelay.TotalSeconds * Math.Pow(2, failures));
        lock (_drawing)
        {
            return TimeSpan.FromSeconds(wait * (0.5 + (0.5 * _jitter.NextDouble())));
        }
    }
}
